import { Unavailable } from '../../../src/domain/errors.ts';
import { type Api, type Caller, callers, type Operation, startApi } from '../../support/api-harness.ts';
import {
  addedImage,
  confirmed,
  deadOrder,
  idOf,
  imageBody,
  orderBody,
  placed,
  productBody,
  readyImage,
  shipment,
} from './sample-bodies.ts';

type Row = {
  /** Prepares the state and says what to call. */
  call: (api: Api) => Promise<[method: string, path: string, body?: object, key?: string]>;
  answers: Record<Caller, number>;
};

const anyone = { alice: 200, bob: 200, warehouse: 200, admin: 200, nobody: 200 };
const signedIn = { ...anyone, nobody: 401 };
const staff = { alice: 403, bob: 403, warehouse: 200, admin: 200, nobody: 401 };
const adminOnly = { ...staff, warehouse: 403 };

const table: Record<Operation, Row> = {
  placeOrder: {
    call: async () => ['POST', '/orders', orderBody()],
    answers: { alice: 201, bob: 201, warehouse: 201, admin: 201, nobody: 401 },
  },
  listOrders: { call: async () => ['GET', '/orders'], answers: signedIn },
  getOrder: {
    call: async (api) => ['GET', `/orders/${idOf(await placed(api))}`],
    answers: { ...signedIn, bob: 404 },
  },
  cancelOrder: {
    call: async (api) => ['POST', `/orders/${idOf(await placed(api))}/cancel`, { reason: 'x' }],
    answers: { ...signedIn, bob: 404, warehouse: 403 },
  },
  shipOrder: { call: async (api) => ['POST', `/orders/${await confirmed(api)}/ship`, shipment], answers: staff },
  retryOrder: {
    call: async (api) => ['POST', `/orders/${idOf(await placed(api))}/retry`],
    answers: { ...adminOnly, admin: 202 },
  },
  listAllOrders: { call: async () => ['GET', '/admin/orders'], answers: staff },
  listDeadLetters: { call: async () => ['GET', '/admin/dead-letters'], answers: adminOnly },
  replayDeadLetters: {
    call: async () => ['POST', '/admin/dead-letters/replay'],
    answers: { ...adminOnly, admin: 202 },
  },
  replayDeadLetter: {
    call: async (api) => ['POST', `/admin/dead-letters/${await deadOrder(api)}/replay`],
    answers: { ...adminOnly, admin: 202 },
  },
  discardDeadLetter: {
    call: async (api) => ['DELETE', `/admin/dead-letters/${await deadOrder(api)}`],
    answers: { ...adminOnly, admin: 204 },
  },
  getReport: {
    call: async (api) => {
      const report = { date: '2026-03-01', totals: [], products: [] };
      await api.reports.create(report.date, 'json', Buffer.from(JSON.stringify(report)));
      return ['GET', '/admin/reports/2026-03-01'];
    },
    answers: adminOnly,
  },
  listProducts: { call: async () => ['GET', '/products'], answers: anyone },
  getProduct: { call: async () => ['GET', '/products/mug'], answers: anyone },
  putProduct: {
    call: async () => ['PUT', '/products/new', productBody()],
    answers: { ...adminOnly, admin: 201 },
  },
  deleteProduct: { call: async () => ['DELETE', '/products/mug'], answers: { ...adminOnly, admin: 204 } },
  getStock: { call: async () => ['GET', '/products/mug/stock'], answers: staff },
  setStock: { call: async () => ['POST', '/products/mug/stock', { adjust: 1 }, 'k'], answers: staff },
  addImage: {
    call: async () => ['POST', '/products/mug/images', imageBody],
    answers: { ...adminOnly, admin: 201 },
  },
  getImage: { call: async (api) => ['GET', (await addedImage(api)).path], answers: anyone },
  deleteImage: { call: async (api) => ['DELETE', (await addedImage(api)).path], answers: { ...adminOnly, admin: 204 } },
  getVariant: {
    call: async (api) => ['GET', `/images/mug/${(await readyImage(api)).imageId}/800`],
    answers: anyone,
  },
  healthLive: { call: async () => ['GET', '/health/live'], answers: anyone },
  healthReady: { call: async () => ['GET', '/health/ready'], answers: anyone },
  getOpenapi: { call: async () => ['GET', '/openapi.json'], answers: anyone },
  getDocs: { call: async () => ['GET', '/docs'], answers: anyone },
};

const codes: Record<number, string> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found' };

const cases = Object.entries(table).flatMap(([operation, row]) =>
  callers.map((caller) => [operation, caller, row.answers[caller], row.call] as const),
);

test.each(cases)('%s answers %s with %d', async (operation, as, status, call) => {
  const api = startApi();
  await api.product('mug');
  const [method, path, body, key] = await call(api);
  const before = await api.state();
  const headers = { 'idempotency-key': key };
  const answer = await api.send(method, path, { as, headers, ...(body && { body }) });
  expect(answer).toMatchObject({ operation, status });
  if (status < 400) return;
  expect(answer.body.code).toBe(codes[status]);
  expect(await api.state()).toEqual(before);
});

const signedInOnly = cases.filter(([, as, status]) => as === 'nobody' && status === 401);

describe.each([
  ['of another scheme', 'Basic YWxpY2U6eA=='],
  ['without a token', 'Bearer'],
  ['with two tokens', 'Bearer a b'],
  ['with a token that nobody issued', 'Bearer garbage'],
  ['with characters that no token has', 'Bearer a"b'],
  ['that is empty', ''],
])('an Authorization header %s', (_, authorization) => {
  test.each(signedInOnly)('is refused by %s', async (_operation, _as, _status, call) => {
    const api = startApi();
    await api.product('mug');
    const [method, path, body, key] = await call(api);
    const before = await api.state();
    const headers = { authorization, 'idempotency-key': key };
    const answer = await api.send(method, path, { headers, ...(body && { body }) });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await api.state()).toEqual(before);
  });
});

test('a bad token changes nothing where nobody asks who calls, and is told where staff see more', async () => {
  const api = startApi();
  await api.product('mug');
  const headers = { authorization: 'Bearer garbage' };
  for (const path of ['/products', '/health/live', '/health/ready']) {
    expect((await api.get(path, { headers })).status).toBe(200);
  }
  expect((await api.get('/nowhere', { headers })).status).toBe(404);
  expect((await api.get('/products/mug', { headers })).status).toBe(401);
});

test('an issuer that is down makes a stranger of who would be staff, and no failure', async () => {
  const api = startApi();
  await api.product('mug');
  api.fail('tokens', new Unavailable('identity'));
  expect((await api.get('/products/mug', { as: 'admin' })).status).toBe(200);
  expect((await api.get('/health/live', { as: 'admin' })).status).toBe(200);
  expect((await api.get('/orders', { as: 'admin' })).status).toBe(503);
});

test('the scheme is read in any case', async () => {
  const api = startApi();
  const headers = { authorization: `bEARER ${api.tokenOf.alice}` };
  expect((await api.get('/orders', { headers })).status).toBe(200);
});

test('a caller without a token is challenged; one with a bad token hears what is wrong', async () => {
  const api = startApi();
  expect((await api.get('/orders')).headers.get('www-authenticate')).not.toMatch(/error=/);
  const bad = await api.get('/orders', { headers: { authorization: 'Bearer garbage' } });
  expect(bad.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
});

test('an order of somebody else cannot be told from one that does not exist', async () => {
  const api = startApi();
  await api.product('mug');
  const id = idOf(await placed(api));
  const missing = `${id.slice(0, -2)}00`;
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/cancel'],
  ] as const) {
    const theirs = await api.send(method, `/orders/${id}${path}`, { as: 'bob' });
    const none = await api.send(method, `/orders/${missing}${path}`, { as: 'bob' });
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
  }
});

test('a warehouse hand cancels an order of their own', async () => {
  const api = startApi();
  await api.product('mug');
  const id = idOf(await placed(api, { as: 'warehouse' }));
  expect((await api.post(`/orders/${id}/cancel`, { as: 'warehouse' })).status).toBe(200);
});
