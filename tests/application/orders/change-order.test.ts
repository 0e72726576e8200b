import type { Orders } from '../../../src/application/ports/orders.ts';
import type { OrderId } from '../../../src/domain/order-id.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { address, admin, customer, openShop, type Shop, warehouse } from '../../support/shop.ts';

const precondition = {};
const shipment = { carrier: 'DHL', trackingNumber: '1' };

const placeOrder = async (shop: Shop): Promise<OrderId> => {
  await shop.product('mug', 10);
  const order = await shop.place({
    customerId: toCustomerId('alice'),
    items: [{ productId: toProductId('mug'), quantity: 1 }],
    shippingAddress: address,
  });
  return order.value.id;
};

const confirmOrder = async (shop: Shop): Promise<OrderId> => {
  const orderId = await placeOrder(shop);
  await shop.drain();
  return orderId;
};

/** The next `times` writes lose against another writer. */
const losing = (orders: Orders, times: number): Orders => {
  let left = times;
  return {
    ...orders,
    replace: async (order, etag) => (left-- > 0 ? 'stale' : orders.replace(order, etag)),
  };
};

describe('who cancels', () => {
  test('the customer does, and is recorded; a reason that was not given is not stored', async () => {
    const shop = openShop();
    const { value } = await shop.cancel({ orderId: await placeOrder(shop), principal: customer(), precondition });
    expect(value.cancellation).toStrictEqual({ by: 'customer' });
  });

  test('an admin does, as staff, with a reason', async () => {
    const shop = openShop();
    const command = { orderId: await placeOrder(shop), principal: admin, precondition, reason: 'fraud' };
    expect((await shop.cancel(command)).value.cancellation).toStrictEqual({ by: 'staff', reason: 'fraud' });
  });

  test('the warehouse, which sees the order, does not', async () => {
    const shop = openShop();
    const orderId = await placeOrder(shop);

    await expect(shop.cancel({ orderId, principal: warehouse, precondition })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Only the customer or an admin can cancel an order.',
    });
    expect(shop.orders.stored()).toMatchObject([{ status: 'placed' }]);
  });
});

test('what is done already is not written again and wakes nobody, even while the order still owes something', async () => {
  const shop = openShop();
  const orderId = await confirmOrder(shop);
  const first = await shop.ship({ orderId, principal: warehouse, precondition, shipment });
  // Taken by a worker that died. The broker no longer drops a duplicate.
  shop.orderQueue.take();
  shop.clock.advance(60 * 60_000);
  const before = await shop.orders.get(orderId);
  const again = await shop.ship({ orderId, principal: warehouse, precondition, shipment });

  expect(again.value.shipment).toEqual(first.value.shipment);
  expect(again.etag).toBe(before?.etag);
  expect(shop.orderQueue.waiting()).toEqual([]);
});

test('a change that wakes a worker goes out once', async () => {
  const shop = openShop();
  const orderId = await confirmOrder(shop);
  await shop.ship({ orderId, principal: warehouse, precondition, shipment });

  expect(shop.orderQueue.waiting().map(({ message }) => message.messageId)).toEqual([`${orderId}:shipped`]);
});

test('a change that loses a race is applied to the version that won', async () => {
  const shop = openShop({ wrap: (ports) => ({ ...ports, orders: losing(ports.orders, 2) }) });
  const orderId = await placeOrder(shop);

  expect((await shop.cancel({ orderId, principal: admin, precondition })).value.status).toBe('cancelled');
  expect(shop.orders.stored()).toMatchObject([{ status: 'cancelled' }]);
});

describe('a retry', () => {
  test('of an order that owes nothing writes and sends nothing', async () => {
    const shop = openShop();
    const orderId = await confirmOrder(shop);
    const before = await shop.orders.get(orderId);
    await shop.retry({ orderId, principal: admin, precondition });

    expect((await shop.orders.get(orderId))?.etag).toBe(before?.etag);
    expect(shop.orderQueue.waiting()).toEqual([]);
  });

  test('of an order that owes something begins a new chain under a new root, with the session of its write', async () => {
    const shop = openShop();
    const orderId = await placeOrder(shop);
    await shop.retry({ orderId, principal: admin, precondition });
    const sent = shop.orderQueue.accepted().at(-1)?.message;

    expect(sent).toMatchObject({ orderId, attempt: 0, session: expect.any(String) });
    expect(sent?.rootId).toBe(sent?.messageId);
    expect(sent?.messageId).toMatch(/^random-/);
  });
});

test('if a write returns no session, the message has none', async () => {
  const withoutSession = (orders: Orders): Orders => ({
    ...orders,
    create: async (order) => {
      const written = await orders.create(order);
      return written === 'exists' ? written : { value: written.value, etag: written.etag };
    },
  });
  const shop = openShop({ wrap: (ports) => ({ ...ports, orders: withoutSession(ports.orders) }) });
  await placeOrder(shop);

  expect(shop.orderQueue.accepted().map(({ message }) => message.session)).toEqual([undefined]);
});

test('waits at most a second for a queue that does not answer, and logs it', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  try {
    let handed: AbortSignal | undefined;
    const shop = openShop({
      wrap: replacing('orderQueue', () => ({
        send: (_, { signal } = {}) => {
          handed = signal;
          return new Promise(() => {});
        },
      })),
    });
    let orderId: string | undefined;
    const placing = placeOrder(shop).then((id) => {
      orderId = id;
    });
    await jest.advanceTimersByTimeAsync(999);
    expect([orderId, handed?.aborted]).toEqual([undefined, false]);
    await jest.advanceTimersByTimeAsync(1);
    await placing;
    expect(handed?.aborted).toBe(true);
    const fields = { orderId, due: 'reserve', reason: expect.stringContaining('1000 ms') };
    expect(shop.log.entries).toContainEqual({ level: 'warn', event: 'order_send_failed', fields });
  } finally {
    jest.useRealTimers();
  }
});
