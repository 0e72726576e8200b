import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { etagOfContent } from '../../../src/domain/etag.ts';
import { type ApiResponse, open } from '../../../src/functions/http/api.ts';
import { endpoint } from '../../../src/functions/http/endpoint.ts';
import { toCustomerId, toEtag } from '../../support/ids.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';

/** What the host gets from an endpoint that answers like this. */
const answerOf = async (response: ApiResponse | Error, method = 'GET', headers: Record<string, string> = {}) => {
  const log = recordingLog();
  const answer = async (): Promise<ApiResponse> => {
    if (response instanceof Error) throw response;
    return response;
  };
  const handler = endpoint(async () => open(answer), {
    route: 'v1/x',
    log,
    verify: async () => ({ customerId: toCustomerId('alice'), roles: [] }),
  });
  const request = new HttpRequest({ method, url: 'http://inner/api/v1/x', headers });
  const init = Object(await handler(request, new InvocationContext({ invocationId: 'i', functionName: 'f' })));
  const { status, headers: sent } = new HttpResponse(init);
  return { init, log, status, etag: sent.get('etag'), type: sent.get('content-type') };
};

const body = { a: 1 };
const content = JSON.stringify(body);
const own = toEtag('"own"');

test('a successful read has a tag of its content, and HEAD has the same one without the content', async () => {
  const etag = etagOfContent(content);

  expect(await answerOf({ status: 200, body })).toMatchObject({ status: 200, etag, init: { body: content } });
  expect(await answerOf({ status: 200, bytes: Buffer.from(content) })).toMatchObject({ etag, type: null });

  const { init, ...head } = await answerOf({ status: 200, body }, 'HEAD');
  expect(head).toMatchObject({ status: 200, etag, type: 'application/json' });
  expect(init).not.toHaveProperty('body');
});

test.each([
  ['POST', 200],
  ['PUT', 201],
  ['GET', 202],
  ['HEAD', 404],
])('the content of %s %i has no tag', async (method, status) => {
  expect(await answerOf({ status, body }, method)).toMatchObject({ status, etag: null });
});

test.each([
  ['GET', 200, 304],
  ['HEAD', 200, 304],
  ['GET', 202, 202],
  ['GET', 404, 404],
  ['POST', 200, 200],
  ['PUT', 201, 201],
])('only a successful read may be unchanged: If-None-Match on %s %i is %i', async (method, status, expected) => {
  const answer = await answerOf({ status, body, etag: own }, method, { 'if-none-match': own });

  expect(answer).toMatchObject({ status: expected, etag: own });
});

test('an answer without a body has neither a type nor a tag, and is never unchanged', async () => {
  const { init } = await answerOf({ status: 200 }, 'GET', { 'if-none-match': '*' });

  expect(init).toStrictEqual({
    status: 200,
    headers: { 'x-request-id': 'i', 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' },
  });
});

test('the log has the stack of a fault and what caused it', async () => {
  const fault = new Error('outer', { cause: new Error('inner') });
  const caused = (await answerOf(fault)).log.of('request_failed')[0]?.reason;
  const alone = new Error('alone');
  const reason = (await answerOf(alone)).log.of('request_failed')[0]?.reason;

  expect(caused).toMatch(/^Error: outer\n {4}at .* Error: inner$/s);
  expect(String(reason).trim()).toBe(alone.stack);
});

test('the log has how long a request took, in whole milliseconds', async () => {
  jest.spyOn(performance, 'now').mockReturnValueOnce(1000).mockReturnValue(1012.4);
  const { log } = await answerOf({ status: 200, body });
  jest.restoreAllMocks();

  expect(log.of('request')).toMatchObject([{ ms: 12 }]);
});
