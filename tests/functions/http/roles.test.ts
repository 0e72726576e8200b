import { Unavailable } from '../../../src/domain/errors.ts';
import { startApi } from '../../support/api-harness.ts';
import { accessRows } from './access-rows.ts';
import { idOf, placeOrder } from './sample-bodies.ts';

const signedInOnly = Object.entries(accessRows)
  .filter(([, { answers }]) => answers.nobody === 401)
  .map(([operation, { call }]) => [operation, call] as const);

describe.each([
  ['of another scheme', 'Basic YWxpY2U6eA=='],
  ['without a token', 'Bearer'],
  ['with two tokens', 'Bearer a b'],
  ['with a token that nobody issued', 'Bearer garbage'],
  ['with characters that no token has', 'Bearer a"b'],
  ['that is empty', ''],
])('an Authorization header %s', (_, authorization) => {
  test.each(signedInOnly)('is refused by %s', async (_operation, call) => {
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

test('a bad token is ignored where no token is needed, and rejected where staff see more', async () => {
  const api = startApi();
  await api.product('mug');
  const headers = { authorization: 'Bearer garbage' };

  for (const path of ['/products', '/health/live', '/health/ready']) {
    expect((await api.get(path, { headers })).status).toBe(200);
  }
  expect((await api.get('/nowhere', { headers })).status).toBe(404);
  expect((await api.get('/products/mug', { headers })).status).toBe(401);
});

test('while the issuer is down, staff are treated as anonymous, without a failure', async () => {
  const api = startApi();
  await api.product('mug');
  api.fail('tokens', new Unavailable('identity'));

  expect((await api.get('/products/mug', { as: 'admin' })).status).toBe(200);
  expect((await api.get('/health/live', { as: 'admin' })).status).toBe(200);
  expect((await api.get('/orders', { as: 'admin' })).status).toBe(503);
});

test('the scheme is read in any case, with any number of spaces after it', async () => {
  const api = startApi();
  const headers = { authorization: `bEARER   ${api.tokenOf.alice}` };
  expect((await api.get('/orders', { headers })).status).toBe(200);
});

test('a valid token among other words is not a bearer token', async () => {
  const api = startApi();
  for (const authorization of [`Digest Bearer ${api.tokenOf.alice}`, `Bearer ${api.tokenOf.alice} x`]) {
    const { status, body } = await api.get('/orders', { headers: { authorization } });
    expect([status, body.detail]).toEqual([401, 'The Authorization header has no bearer token.']);
  }
});

test('a caller without a token is challenged; one with a bad token is answered with what is wrong', async () => {
  const api = startApi();
  expect((await api.get('/orders')).headers.get('www-authenticate')).not.toMatch(/error=/);

  const bad = await api.get('/orders', { headers: { authorization: 'Bearer garbage' } });
  expect(bad.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
});

test('the answer to a caller without any of the roles names those that would do', async () => {
  const api = startApi();

  expect((await api.get('/admin/orders', { as: 'alice' })).body).toMatchObject({
    code: 'forbidden',
    detail: 'This operation needs the role admin or warehouse.',
  });
});

test('an order of somebody else looks the same as one that does not exist', async () => {
  const api = startApi();
  await api.product('mug');
  const id = idOf(await placeOrder(api));
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
  const id = idOf(await placeOrder(api, { as: 'warehouse' }));

  expect((await api.post(`/orders/${id}/cancel`, { as: 'warehouse' })).status).toBe(200);
});
