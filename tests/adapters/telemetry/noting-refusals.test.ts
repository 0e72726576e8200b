import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { notingRefusals } from '../../../src/adapters/telemetry/noting-refusals.ts';

const request = createPipelineRequest({ url: 'https://telemetry.example/v2.1/track' });

test.each([
  [200, { code: 0 }],
  [206, { code: 0 }],
  [307, { code: 0 }],
  [400, { code: 1, error: new Error('Application Insights answered 400.') }],
  [503, { code: 1, error: new Error('Application Insights answered 503.') }],
])('after the answer %i, what counts as exported is %j', async (status, expected) => {
  const { httpClient, admit } = notingRefusals({
    sendRequest: async () => ({ request, status, headers: createHttpHeaders() }),
  });
  await httpClient.sendRequest(request);

  expect(admit({ code: 0 })).toStrictEqual(expected);
});
