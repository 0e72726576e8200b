import { MAX_STOCK } from '../../../../src/domain/stock.ts';
import { pointersOf } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { placeConfirmedOrder, productBody } from '../sample-bodies.ts';

let api: Api;

beforeEach(() => {
  api = startApi();
});

const change = (body: object, key?: string) =>
  api.post('/products/mug/stock', { as: 'warehouse', body, headers: { 'idempotency-key': key } });

test('the stock that nobody ever counted is nothing', async () => {
  await api.put('/products/mug', { as: 'admin', body: productBody() });
  const answer = await api.get('/products/mug/stock', { as: 'warehouse' });
  expect(answer).toMatchObject({
    status: 200,
    body: { onHand: 0, available: 0, held: 0, received: 0, shipped: 0 },
  });
});

test('a count sets what is on hand: what is held stays held', async () => {
  await api.product('mug', 10);
  await placeConfirmedOrder(api);
  const answer = await change({ set: 5 });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ onHand: 5, available: 3, held: 2, received: 5, shipped: 0 });

  const read = await api.get('/products/mug/stock', { as: 'admin' });

  expect(read.body).toEqual(answer.body);
  expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
  expect((await api.get('/products/mug')).body.availability).toBe('low');
});

test('a count below what is held is refused', async () => {
  await api.product('mug', 10);
  await placeConfirmedOrder(api);
  const before = await api.state();

  expect(await change({ set: 1 })).toMatchObject({ status: 409, body: { code: 'insufficient_stock' } });
  expect(await api.state()).toEqual(before);
  expect((await change({ set: 2 })).body).toMatchObject({ onHand: 2, available: 0, held: 2 });
});

test('an adjustment needs a key', async () => {
  await api.product('mug', 10);
  const before = await api.state();
  const answer = await change({ adjust: 5 });

  expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  expect(pointersOf(answer)).toEqual(['Idempotency-Key']);
  expect(await api.state()).toEqual(before);
});

test('an adjustment over the limit of units on hand is a conflict', async () => {
  await api.product('mug', MAX_STOCK);
  const before = await api.state();

  expect(await change({ adjust: 1 }, 'k')).toMatchObject({ status: 409, body: { code: 'conflict' } });
  expect(await api.state()).toEqual(before);
});

test('an adjustment counts once a key', async () => {
  await api.product('mug', 10);
  const first = await change({ adjust: -3 }, 'k');

  expect(first).toMatchObject({ status: 200, body: { onHand: 7, available: 7, received: 7 } });
  expect(first.headers.get('idempotency-replayed')).toBeNull();

  const before = await api.state();
  const again = await change({ adjust: -3 }, 'k');

  expect(again).toMatchObject({ status: 200, body: first.body });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await change({ adjust: -4 }, 'k')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  expect(await api.state()).toEqual(before);
  expect(await change({ adjust: 20 }, 'k2')).toMatchObject({ status: 200, body: { onHand: 27 } });
});

test('an adjustment below what is available is refused, and its key is still good', async () => {
  await api.product('mug', 10);
  await placeConfirmedOrder(api);
  const before = await api.state();

  expect(await change({ adjust: -9 }, 'k')).toMatchObject({ status: 409, body: { code: 'insufficient_stock' } });
  expect(await api.state()).toEqual(before);
  expect(await change({ adjust: -8 }, 'k')).toMatchObject({ status: 200, body: { available: 0, held: 2 } });
  expect((await api.get('/products/mug')).body.availability).toBe('out');
});

test('a bad key is refused with a count, too', async () => {
  await api.product('mug', 10);
  const answer = await change({ set: -1 }, 'a b');
  expect(new Set(pointersOf(answer))).toEqual(new Set(['Idempotency-Key', '/set']));
});

test('an adjustment with If-Match counts once, however many send it at once, and its repeat is a replay', async () => {
  await api.product('mug', 10);
  const etag = (await api.get('/products/mug/stock', { as: 'admin' })).headers.get('etag') ?? '';
  const adjust = (key: string) =>
    api.post('/products/mug/stock', {
      as: 'warehouse',
      body: { adjust: 1 },
      headers: { 'idempotency-key': key, 'if-match': etag },
    });
  const answers = await Promise.all([adjust('a'), adjust('b'), adjust('c')]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);

  const winner = ['a', 'b', 'c'][answers.findIndex(({ status }) => status === 200)] ?? '';
  const again = await adjust(winner);

  expect(again).toMatchObject({ status: 200, body: { available: 11 } });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});
