import type { OrderId } from '../../../../src/domain/order-id.ts';
import { pointersOf } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { idOf, orderBody, placeConfirmedOrder, placeOrder, shipment } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 10);
});

const unchanged = async (work: () => Promise<void>) => {
  const before = await api.state();
  await work();
  expect(await api.state()).toEqual(before);
};

const markForAttention = async (id: OrderId) => {
  const stored = await api.orders.get(id);
  if (!stored) throw new Error('no such order');
  const attention = { reason: 'it failed', since: '2026-03-01T12:00:01.000Z' };
  await api.orders.replace({ ...stored.value, attention }, stored.etag);
  return attention;
};

test('staff see whose order it is, what it owes and why it needs attention; the customer does not', async () => {
  const id = idOf(await placeOrder(api));
  const attention = await markForAttention(id);
  for (const as of ['admin', 'warehouse'] as const) {
    const { body } = await api.get(`/orders/${id}`, { as });
    expect(body).toMatchObject({
      customerId: 'alice',
      due: 'reserve',
      dueSince: expect.stringMatching(/Z$/),
      attention,
    });
    expect(body).not.toHaveProperty('commandHash');
  }

  const { body } = await api.get(`/orders/${id}`, { as: 'alice' });
  for (const name of ['customerId', 'due', 'dueSince', 'attention', 'commandHash']) {
    expect(body).not.toHaveProperty(name);
  }
});

test('a rejected order shows which lines were short, and what was available', async () => {
  await api.product('tea', 1);
  await api.product('urn', 0);
  const items = ['mug', 'tea', 'urn'].map((productId) => ({ productId, quantity: 2 }));
  const id = idOf(await placeOrder(api, { body: orderBody({ items }) }));
  await api.drain();
  const { body } = await api.get(`/orders/${id}`, { as: 'alice' });

  expect(body).toMatchObject({ status: 'rejected', rejectedAt: expect.any(String) });
  expect(body.items).toMatchObject([
    { productId: 'mug' },
    { productId: 'tea', short: true, available: 1 },
    { productId: 'urn', short: true, available: 0 },
  ]);
});

test.each([
  'x',
  'ord_',
  `ord_${'0'.repeat(16)}_${'0'.repeat(26)}`,
  'ord_A',
  '%2e%2e',
  'a%2Fb',
  '%00',
  'ord_%F0%9F%92%A9',
])('an order by the id %s is not found', async (id) => {
  expect(await api.get(`/orders/${id}`, { as: 'admin' })).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

describe('cancel', () => {
  test('answers with the cancelled order, its new version, and wakes a worker', async () => {
    const id = await placeConfirmedOrder(api);
    const answer = await api.post(`/orders/${id}/cancel`, { as: 'alice', body: { reason: 'too\nlate' } });

    expect(answer).toMatchObject({ status: 200, body: { id, status: 'cancelled' } });
    expect(answer.body.cancellation).toEqual({ reason: 'too\nlate', by: 'customer' });
    expect(answer.body.cancelledAt).toEqual(expect.any(String));

    const read = await api.get(`/orders/${id}`, { as: 'alice' });
    expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));

    await api.drain();
    expect((await api.get('/products/mug/stock', { as: 'admin' })).body).toMatchObject({ available: 10, held: 0 });
  });

  test.each([
    ['left out', {}],
    ['empty', { raw: '' }],
    ['an empty object', { body: {} }],
  ])('works with a body that is %s', async (_, call) => {
    const id = idOf(await placeOrder(api));
    const answer = await api.post(`/orders/${id}/cancel`, { as: 'alice', ...call });
    expect(answer).toMatchObject({ status: 200, body: { cancellation: { by: 'customer' } } });
  });

  test('again is 200, with what was said first, and changes nothing', async () => {
    const id = idOf(await placeOrder(api));
    const first = await api.post(`/orders/${id}/cancel`, { as: 'alice', body: { reason: 'a' } });
    await unchanged(async () => {
      const again = await api.post(`/orders/${id}/cancel`, { as: 'alice', body: { reason: 'b' } });

      expect(again.status).toBe(200);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    });
  });

  test('by an admin is said to be by staff', async () => {
    const id = idOf(await placeOrder(api));
    const answer = await api.post(`/orders/${id}/cancel`, { as: 'admin' });
    expect(answer.body).toMatchObject({ cancellation: { by: 'staff' }, customerId: 'alice', due: 'release' });
  });

  test('of a shipped or a rejected order is refused', async () => {
    const shipped = await placeConfirmedOrder(api);
    await api.post(`/orders/${shipped}/ship`, { as: 'warehouse', body: shipment });
    const items = [{ productId: 'mug', quantity: 99 }];
    const rejected = idOf(await placeOrder(api, { body: orderBody({ items }) }));
    await api.drain();
    for (const id of [shipped, rejected]) {
      await unchanged(async () => {
        const answer = await api.post(`/orders/${id}/cancel`, { as: 'alice' });
        expect(answer).toMatchObject({ status: 409, body: { code: 'order_not_cancellable' } });
      });
    }
  });
});

describe('ship', () => {
  test('answers with the shipped order and its new version; the stock is settled', async () => {
    const id = await placeConfirmedOrder(api);
    const answer = await api.post(`/orders/${id}/ship`, { as: 'warehouse', body: shipment });
    expect(answer).toMatchObject({ status: 200, body: { status: 'shipped', shipment, shippedAt: expect.any(String) } });

    await api.drain();
    expect((await api.get('/products/mug/stock', { as: 'admin' })).body).toEqual({
      onHand: 8,
      available: 8,
      held: 0,
      received: 10,
      shipped: 2,
    });
  });

  test('again with the same values is 200 and changes nothing', async () => {
    const id = await placeConfirmedOrder(api);
    const first = await api.post(`/orders/${id}/ship`, { as: 'warehouse', body: shipment });
    await unchanged(async () => {
      const again = await api.post(`/orders/${id}/ship`, { as: 'admin', body: shipment });
      expect(again.body).toEqual(first.body);
    });
  });

  test('again with other values, or before it is confirmed, is refused', async () => {
    const shipped = await placeConfirmedOrder(api);
    await api.post(`/orders/${shipped}/ship`, { as: 'warehouse', body: shipment });
    const open = idOf(await placeOrder(api));
    for (const id of [shipped, open]) {
      await unchanged(async () => {
        const body = { ...shipment, trackingNumber: 'other' };
        const answer = await api.post(`/orders/${id}/ship`, { as: 'warehouse', body });
        expect(answer).toMatchObject({ status: 409, body: { code: 'order_not_shippable' } });
      });
    }
  });

  test('needs a carrier and a tracking number', async () => {
    const id = await placeConfirmedOrder(api);
    await unchanged(async () => {
      const answer = await api.post(`/orders/${id}/ship`, { as: 'warehouse', body: {} });
      expect(answer.status).toBe(422);
      expect(pointersOf(answer)).toEqual(['/carrier', '/trackingNumber']);
    });
  });
});

describe('retry', () => {
  test('is 202, clears the attention and sends again under a new root', async () => {
    const id = idOf(await placeOrder(api));
    await markForAttention(id);
    const answer = await api.post(`/orders/${id}/retry`, { as: 'admin' });

    expect(answer).toMatchObject({ status: 202, body: { id, due: 'reserve' } });
    expect(answer.body).not.toHaveProperty('attention');

    const [first, second] = api.orderQueue.accepted().map(({ message }) => message);
    expect(second).toMatchObject({ orderId: id, attempt: 0 });
    expect(second?.rootId).not.toBe(first?.rootId);

    await api.drain();
    expect((await api.get(`/orders/${id}`, { as: 'alice' })).body.status).toBe('confirmed');
  });

  test('of an order that does not exist is not found', async () => {
    const id = `ord_${'0'.repeat(16)}_${'0'.repeat(26)}`;
    expect((await api.post(`/orders/${id}/retry`, { as: 'admin' })).status).toBe(404);
  });
});
