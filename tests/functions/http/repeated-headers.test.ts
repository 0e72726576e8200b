import { pointersOf } from '../../support/api-answer.ts';
import { startApi } from '../../support/api-harness.ts';
import { accessRows } from './access-rows.ts';
import { expectRefusal, names } from './bad-input.ts';
import { orderBody } from './sample-bodies.ts';

// The Functions host joins headers that come more than once with commas.

const expectMalformed = async (name: string, header: string, value: (token: string) => string) => {
  const { tokenOf } = startApi();
  const headers = { [header.toLowerCase()]: value(tokenOf.alice) };
  const answer = await expectRefusal(name, (body) => ({ body, headers }), 400, 'malformed_header');
  expect(pointersOf(answer)).toEqual([header]);
};

test.each(names)('%s refuses a repeated Content-Type, whatever its parameters', async (name) => {
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json; x="a,b"']) {
    await expectMalformed(name, 'Content-Type', () => `${type},${type}`);
  }
  await expectMalformed(name, 'Content-Type', () => 'text/plain, application/json');
});

test.each(['placeOrder', 'setStock'])(
  '%s refuses a repeated Idempotency-Key, and any key with a comma',
  async (name) => {
    for (const key of ['k,k', 'k, k', ',', 'k,', '"a,b"']) await expectMalformed(name, 'Idempotency-Key', () => key);
  },
);

const signedInOnly = Object.entries(accessRows)
  .filter(([, { badToken }]) => badToken === 401)
  .map(([operation, { call }]) => [operation, call] as const);

test.each(signedInOnly)('%s refuses a repeated Authorization, even of the same good token', async (_, call) => {
  const api = startApi();
  await api.product('mug');
  const [method, path, body, key] = await call(api);
  const before = await api.state();
  const authorization = `Bearer ${api.tokenOf.admin},Bearer ${api.tokenOf.admin}`;
  const headers = { authorization, 'idempotency-key': key };
  const answer = await api.send(method, path, { headers, ...(body && { body }) });

  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_header' } });
  expect(pointersOf(answer)).toEqual(['Authorization']);
  expect(await api.state()).toEqual(before);
});

test('every visible ASCII character but the comma may be in a key', async () => {
  const api = startApi();
  await api.product('mug', 10);
  const visible = Array.from({ length: 0x7e - 0x20 }, (_, n) => String.fromCharCode(0x21 + n)).join('');
  const headers = { 'idempotency-key': visible.replace(',', '') };

  expect((await api.post('/orders', { as: 'alice', body: orderBody(), headers })).status).toBe(201);
});
