import { HttpRequest, InvocationContext } from '@azure/functions';
import { envelope, serviceBusOrderQueue } from '../../src/adapters/service-bus/service-bus-order-queue.ts';
import { noTelemetry } from '../../src/application/ports/no-telemetry.ts';
import { open } from '../../src/functions/http/api.ts';
import { endpoint } from '../../src/functions/http/endpoint.ts';
import { invocationLog, invocationRequestId } from '../../src/functions/invocation.ts';
import { consumer } from '../../src/functions/queue/consumer.ts';
import { toCustomerId } from '../support/ids.ts';

const logSomething = async () => invocationLog.info('bookmark_stale', { job: 'j' });

const contextWith = (lines: Record<string, unknown>[], triggerMetadata = {}) =>
  new InvocationContext({
    invocationId: 'invocation-1',
    functionName: 'f',
    triggerMetadata,
    logHandler: (_, text) => lines.push(JSON.parse(String(text))),
  });

const serve = async (headers: Record<string, string>) => {
  const lines: Record<string, unknown>[] = [];
  const handler = endpoint(
    async () =>
      open(async () => {
        await logSomething();
        return { status: 200, body: { caused: invocationRequestId() } };
      }),
    { route: 'v1/x', log: invocationLog, verify: async () => ({ customerId: toCustomerId('a'), roles: [] }) },
  );
  const request = new HttpRequest({ method: 'GET', url: 'http://h/api/v1/x', headers });
  const answer = Object(await handler(request, contextWith(lines)));
  return { lines, header: answer.headers['x-request-id'], body: JSON.parse(answer.body) };
};

test('the id that a caller gives is in every line of its request and in its answer', async () => {
  const { lines, header, body } = await serve({ 'x-request-id': 'req-1' });

  expect(lines.map(({ event, requestId }) => [event, requestId])).toEqual([
    ['bookmark_stale', 'req-1'],
    ['request', 'req-1'],
  ]);
  expect([header, body.caused]).toEqual(['req-1', 'req-1']);
});

test.each(['a b', 'x'.repeat(129), '<script>'])('an id that is not fit for a log is not taken: %s', async (given) => {
  const { lines } = await serve({ 'x-request-id': given });

  expect(lines.map(({ requestId }) => requestId)).toEqual(['invocation-1', 'invocation-1']);
});

test.each([
  [{ requestId: 'req-1' }, 'req-1'],
  [{ requestId: 'a\nb' }, undefined],
  [{ requestId: 7 }, undefined],
  [{}, undefined],
])('the lines of a message have the id that it carries, if it is fit: %j', async (applicationProperties, expected) => {
  const lines: Record<string, unknown>[] = [];
  await consumer(async () => logSomething)({}, contextWith(lines, { applicationProperties }));

  expect(lines.map(({ requestId }) => requestId)).toEqual([expected]);
});

test('a message carries the id of the request that is served, unless it already has one', async () => {
  const sent: unknown[] = [];
  const sender = {
    entityPath: 'process-order',
    sendMessages: async (message: unknown) => void sent.push(message),
    scheduleMessages: async (message: unknown) => void sent.push(message),
  };
  const queue = serviceBusOrderQueue(Object(sender), {
    telemetry: noTelemetry,
    findOrigin: () => ({ requestId: 'req-now' }),
  });
  const message = { orderId: Object('o'), messageId: 'm', rootId: 'm', attempt: 0 };
  await queue.send([message]);
  await queue.schedule(message, new Date());
  await queue.send([{ ...message, origin: { requestId: 'req-first' } }]);

  const ids = ['req-now', 'req-now', 'req-first'];
  expect(sent).toEqual(ids.map((requestId) => envelope({ ...message, origin: { requestId } })));
});
