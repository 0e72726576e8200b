import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { Unavailable } from '../../../src/domain/errors.ts';
import { endpoint } from '../../../src/functions/http/endpoint.ts';
import { healthLiveEndpoint } from '../../../src/functions/http/health-live.ts';
import { invocationLog, withInvocation } from '../../../src/functions/invocation.ts';
import { type Api, type Caller, startApi } from '../../support/api-harness.ts';
import { toCustomerId } from '../../support/ids.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { idOf, orderBody, placeOrder, productBody, shipment } from './sample-bodies.ts';

type Port = Parameters<Api['fail']>[0];
type Case = readonly [method: string, path: string, as: Caller, port: Port, body?: object];

const cases: readonly Case[] = [
  ['POST', '/orders', 'alice', 'products', orderBody()],
  ['POST', '/orders', 'alice', 'orders', orderBody()],
  ['GET', '/orders/{id}', 'alice', 'orders'],
  ['GET', '/orders', 'alice', 'orders'],
  ['GET', '/orders', 'alice', 'tokens'],
  ['GET', '/admin/orders', 'admin', 'orders'],
  ['POST', '/orders/{id}/cancel', 'alice', 'orders'],
  ['POST', '/orders/{id}/ship', 'admin', 'orders', shipment],
  ['POST', '/orders/{id}/retry', 'admin', 'orders'],
  ['GET', '/products', 'nobody', 'products'],
  ['GET', '/products/mug', 'nobody', 'products'],
  ['PUT', '/products/mug', 'admin', 'products', productBody()],
  ['DELETE', '/products/mug', 'admin', 'products'],
  ['GET', '/products/mug/stock', 'admin', 'stock'],
  ['POST', '/products/mug/stock', 'admin', 'stock', { set: 1 }],
  ['POST', '/products/mug/stock', 'admin', 'stock', { adjust: 1 }],
];

const SECRET = 'AccountKey=c2VjcmV0 at /srv/inside/cosmos-orders.ts:12';

const run = async ([method, path, as, port, body]: Case, error: unknown) => {
  const api = startApi();
  await api.product('mug');
  const id = idOf(await placeOrder(api));
  const before = await api.state();
  api.fail(port, error);
  const headers = { 'idempotency-key': 'k', 'x-request-id': 'req-1' };
  const answer = await api.send(method, path.replace('{id}', id), { as, headers, ...(body && { body }) });
  api.heal();
  expect(await api.state()).toEqual(before);
  return { api, answer };
};

describe.each(cases.map((row) => [row.slice(0, 4).join(' '), row] as const))('%s failing', (_, row) => {
  test('is 500 without internal details, and logs one event that the request id finds', async () => {
    const { api, answer } = await run(row, Object.assign(new Error(SECRET), { code: 'ECONNRESET', body: SECRET }));
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.body).not.toHaveProperty('errors');

    const everything = answer.text + JSON.stringify([...answer.headers]);

    for (const inside of ['AccountKey', 'c2VjcmV0', 'inside', 'ECONNRESET', '.ts', 'Error:']) {
      expect(everything).not.toContain(inside);
    }
    expect(answer.headers.get('x-request-id')).toBe('req-1');
    expect(api.log.troubles()).toEqual([
      {
        level: 'error',
        event: 'request_failed',
        fields: expect.objectContaining({ requestId: 'req-1', reason: expect.stringContaining('AccountKey') }),
      },
    ]);
  });

  test.each([
    [503, new Unavailable('cosmos', { retryAfterSeconds: 7 }), '7'],
    [429, new Unavailable('cosmos', { throttled: true, retryAfterSeconds: 0.02 }), '1'],
  ])('is %d if the service behind is not available', async (status, error, retryAfter) => {
    const { api, answer } = await run(row, error);

    expect(answer).toMatchObject({ status, body: { code: 'busy' } });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(answer.text).not.toContain('cosmos');
    expect(api.log.troubles()).toMatchObject([{ level: 'warn', fields: { requestId: 'req-1' } }]);
  });
});

test.each([
  ['text', 'boom'],
  ['nothing', undefined],
  ['null', null],
  ['an object', { toString: () => 'boom' }],
  ['a number', 7],
])('%s that is thrown is a fault like any other', async (_, thrown) => {
  const { api, answer } = await run(['GET', '/orders', 'alice', 'orders'], thrown);
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(api.log.troubles()).toMatchObject([{ level: 'error' }]);
});

test('a HEAD request that fails has the status and no body', async () => {
  const { answer } = await run(['HEAD', '/orders', 'alice', 'orders'], new Error(SECRET));
  expect(answer).toMatchObject({ status: 500, text: '' });
});

test('an endpoint that cannot be loaded is a fault, until it can', async () => {
  const log = recordingLog();
  let broken = true;
  const handler = endpoint(
    async () => {
      if (broken) throw new Error(SECRET);
      return healthLiveEndpoint();
    },
    { verify: async () => ({ customerId: toCustomerId('alice'), roles: [] }), log, route: 'v1/health/live' },
  );
  const run = async () => {
    const request = new HttpRequest({ method: 'GET', url: 'http://inner/api/v1/health/live' });
    return new HttpResponse(
      Object(await handler(request, new InvocationContext({ invocationId: 'i', functionName: 'f' }))),
    );
  };
  const response = await run();

  expect([response.status, response.headers.get('x-request-id')]).toEqual([500, 'i']);
  expect(await response.text()).not.toContain('AccountKey');
  expect(log.entries.map(({ event }) => event)).toEqual(['request_failed', 'request']);

  broken = false;
  expect((await run()).status).toBe(200);
});

test('a refusal logs nothing but its request', async () => {
  const api = startApi();
  await api.get('/orders');
  await api.get('/products/none');
  await api.post('/orders', { as: 'alice', raw: '{' });

  expect(api.log.entries.map(({ level, event }) => [level, event])).toEqual(Array(3).fill(['info', 'request']));
});

test('what is logged during an invocation is one line of JSON on its own context, also when others run beside it', async () => {
  const lines: unknown[][] = [];
  const invoke = (invocationId: string) =>
    withInvocation(
      new InvocationContext({
        invocationId,
        functionName: 'f',
        logHandler: (level, ...args) => lines.push([invocationId, level, ...args]),
      }),
      async () => {
        invocationLog.info('bookmark_stale', { job: 'a\nb' });
        await new Promise(setImmediate);
        invocationLog.warn('clean_up_failed', { reason: 'none', status: 1 });
        invocationLog.error('report_failed', { day: 'today', reason: 'none', service: undefined });
      },
    );
  await Promise.all([invoke('a'), invoke('b')]);
  const of = (id: string) => lines.filter(([context]) => context === id).map(([, ...rest]) => rest);

  for (const id of ['a', 'b']) {
    expect(of(id)).toEqual([
      ['information', '{"event":"bookmark_stale","job":"a\\nb"}'],
      ['warning', '{"event":"clean_up_failed","reason":"none","status":1}'],
      ['error', '{"event":"report_failed","day":"today","reason":"none"}'],
    ]);
  }
  expect(() => invocationLog.info('bookmark_stale', { job: 'outside' })).not.toThrow();
});
