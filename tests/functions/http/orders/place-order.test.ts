import { orderNumberOf } from '../../../../src/domain/order-number.ts';
import { itemsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { idOf, orderBody, placeOrder, shippingAddress } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 10, { amount: 1250 });
  await api.product('tea', 10, { amount: 990 });
});

const refused = async (body: object, code: string) => {
  const before = await api.state();
  const answer = await api.post('/orders', { as: 'alice', body });
  expect(answer).toMatchObject({ status: 409, body: { code } });
  expect(await api.state()).toEqual(before);
  return answer;
};

test('answers 201 with the order, where it is and its version', async () => {
  const answer = await placeOrder(api, { body: orderBody({ note: 'ring\ntwice – 茶' }) });
  const id = idOf(answer);

  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`/api/v1/orders/${id}`);
  expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/);
  expect(answer.headers.get('idempotency-replayed')).toBeNull();
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^ord_[0-9a-v]{16}_[0-9a-v]{26}$/),
    number: orderNumberOf(id),
    status: 'placed',
    items: [{ productId: 'mug', name: 'MUG', quantity: 2, unitPrice: 1250, lineTotal: 2500 }],
    currency: 'EUR',
    total: 2500,
    shippingAddress,
    note: 'ring\ntwice – 茶',
    placedAt: '2026-03-01T12:00:00.000Z',
  });
  expect(api.orderQueue.accepted().map(({ message }) => message.orderId)).toEqual([id]);
});

test('what the location names is the same order at the same version', async () => {
  const answer = await placeOrder(api);
  const read = await api.get(answer.headers.get('location') ?? '', { as: 'alice' });

  expect(read.body).toEqual(answer.body);
  expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
});

test('a product twice is one line, where it stood first', async () => {
  const items = [
    { productId: 'tea', quantity: 1 },
    { productId: 'mug', quantity: 2 },
    { productId: 'tea', quantity: 3 },
  ];
  const answer = await placeOrder(api, { body: orderBody({ items }) });

  expect(itemsOf(answer)).toMatchObject([
    { productId: 'tea', quantity: 4, lineTotal: 3960 },
    { productId: 'mug', quantity: 2, lineTotal: 2500 },
  ]);
  expect(answer.body.total).toBe(6460);
});

test('a hundred lines are an order', async () => {
  const items = Array.from({ length: 100 }, () => ({ productId: 'mug', quantity: 1 }));
  expect(await placeOrder(api, { body: orderBody({ items }) })).toMatchObject({
    status: 201,
    body: { total: 125_000 },
  });
});

test('the expected total is in minor units and may be right', async () => {
  expect((await placeOrder(api, { body: orderBody({ expectedTotal: 2500 }) })).status).toBe(201);
});

test('another total than expected is refused as a changed price', async () => {
  const answer = await refused(orderBody({ expectedTotal: 25 }), 'price_changed');
  expect(pointersOf(answer)).toEqual(['/expectedTotal']);
});

test('every product that is unknown, inactive or deleted is named', async () => {
  await api.product('old', 10, { active: false });
  await api.product('gone', 10);
  await api.delete('/products/gone', { as: 'admin' });
  const items = ['mug', 'old', 'unknown', 'gone'].map((productId) => ({ productId, quantity: 1 }));
  const answer = await refused(orderBody({ items }), 'product_not_available');

  expect(pointersOf(answer)).toEqual(['/items/1/productId', '/items/2/productId', '/items/3/productId']);
});

test('an order has one currency', async () => {
  await api.product('yen', 10, { currency: 'JPY' });
  const items = ['mug', 'yen'].map((productId) => ({ productId, quantity: 1 }));
  await refused(orderBody({ items }), 'currency_mismatch');
});

test('staff place orders of their own and see what staff see', async () => {
  const answer = await placeOrder(api, { as: 'admin' });
  expect(answer).toMatchObject({ status: 201, body: { customerId: 'ada', due: 'reserve' } });
});

test('an order is taken while the queue is down', async () => {
  api.fail('orderQueue', new Error('down'));
  expect((await placeOrder(api)).status).toBe(201);
});

describe('with an Idempotency-Key', () => {
  const keyed = { headers: { 'idempotency-key': 'k!~1' } };

  test('the same request again is answered from the stored order', async () => {
    const first = await placeOrder(api, keyed);
    expect(first.headers.get('idempotency-replayed')).toBeNull();

    const before = await api.state();
    const again = await placeOrder(api, keyed);

    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const name of ['location', 'etag']) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.body).toEqual(first.body);
    expect(await api.state()).toEqual(before);
  });

  test('a repeated request is answered although the price rose, or the product has gone', async () => {
    const first = await placeOrder(api, keyed);
    await api.product('mug', 10, { amount: 9999 });
    expect((await placeOrder(api, keyed)).body).toEqual(first.body);

    await api.delete('/products/mug', { as: 'admin' });
    const again = await placeOrder(api, keyed);

    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  test('a repeated request shows the order as it is by now', async () => {
    await placeOrder(api, keyed);
    await api.drain();
    expect((await placeOrder(api, keyed)).body).toMatchObject({ status: 'confirmed' });
  });

  test('the same key with another order is refused and changes nothing', async () => {
    await placeOrder(api, keyed);
    const before = await api.state();
    const answer = await placeOrder(api, { ...keyed, body: orderBody({ note: 'other' }) });

    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await api.state()).toEqual(before);
  });

  test('the key is the customer’s own', async () => {
    const of = async (as: 'alice' | 'bob') => idOf(await placeOrder(api, { ...keyed, as }));
    expect(await of('alice')).not.toBe(await of('bob'));
  });

  test('a refused order does not use up its key', async () => {
    await api.post('/orders', { as: 'alice', body: orderBody({ expectedTotal: 1 }), ...keyed });
    expect((await placeOrder(api, keyed)).status).toBe(201);
  });

  test('255 visible characters are a key', async () => {
    expect((await placeOrder(api, { headers: { 'idempotency-key': '~'.repeat(255) } })).status).toBe(201);
  });

  test.each(['', 'a b', 'ü', 'x'.repeat(256)])('%j is not a key', async (key) => {
    const before = await api.state();
    const answer = await placeOrder(api, { headers: { 'idempotency-key': key } });

    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(pointersOf(answer)).toEqual(['Idempotency-Key']);
    expect(await api.state()).toEqual(before);
  });

  test('a bad key and a bad body are named at once', async () => {
    const answer = await placeOrder(api, { body: { items: [] }, headers: { 'idempotency-key': 'a b' } });
    expect(new Set(pointersOf(answer))).toEqual(new Set(['Idempotency-Key', '/items', '/shippingAddress']));
  });
});

test('without a key each request is a new order', async () => {
  expect(idOf(await placeOrder(api))).not.toBe(idOf(await placeOrder(api)));
  expect(api.orders.stored()).toHaveLength(2);
});

test('the request id of the caller comes back; an invalid one is replaced', async () => {
  const given = await placeOrder(api, { headers: { 'x-request-id': '4bf9:2f.a-1_x' } });
  expect(given.headers.get('x-request-id')).toBe('4bf9:2f.a-1_x');
  for (const bad of ['', 'a b', 'x'.repeat(129), '<script>']) {
    const answer = await api.get('/nothing', { headers: { 'x-request-id': bad } });
    expect(answer.headers.get('x-request-id')).toBe(answer.invocationId);
  }
});

test('two refusals of one code have the same type and title', async () => {
  const [a, b] = [await api.get('/orders'), await api.get('/admin/orders')];
  for (const name of ['type', 'title']) expect(textField(a.body, name)).toBe(textField(b.body, name));
});
