import { Unavailable } from '../../../src/domain/errors.ts';
import { toOrderId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, placeOrderOf } from '../../support/shop.ts';
import { openFailingShop, orderMessage, storedOrder } from './failing-shop.ts';

test('a failure schedules a copy with the next attempt and full jitter, and completes the message', async () => {
  const shop = openFailingShop(2);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const first = shop.orderQueue.take();
  if (!first) throw new Error('nothing was sent');
  await shop.process({ message: first, deliveryCount: 1 });
  const [copy] = shop.orderQueue.waiting();

  expect(copy).toEqual({
    message: { ...first, messageId: `${id}:placed#1`, rootId: `${id}:placed`, attempt: 1 },
    at: new Date(shop.clock().getTime() + 500),
  });

  await shop.drain();
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'placed' });

  shop.clock.advance(500);
  await shop.drain();
  shop.clock.advance(1000);
  await shop.drain();

  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('a last attempt is made once, even for an order that another message has marked', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id), deliveryCount: 5 })).toBe('given_up');

  await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 });
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('a last attempt whose handler died is made again', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  await shop.process({ message: orderMessage(id, 9), deliveryCount: 2 });

  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
});

test('a message whose order cannot be read and whose copy cannot be scheduled goes back to the broker', async () => {
  const shop = openShop({
    wrap: replacing('orders', () => ({ get: () => Promise.reject(new Unavailable('cosmos')) })),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  shop.orderQueue.failNext(1);

  await expect(shop.process({ message: orderMessage(id), deliveryCount: 1 })).rejects.toMatchObject({
    name: 'Unavailable',
  });
});

test('an order that does not exist is no failure: it is not tried again, given up or logged', async () => {
  const shop = openShop();
  const id = toOrderId('ord_0000000000000000_00000000000000000000000000');

  for (const [attempt, deliveryCount] of [
    [0, 1],
    [0, 5],
    [9, 1],
    [9, 2],
  ] as const) {
    expect(await shop.process({ message: orderMessage(id, attempt), deliveryCount })).toBe('unknown_order');
  }
  expect(shop.orderQueue.waiting()).toEqual([]);
  expect(shop.log.entries).toEqual([]);
});

test('whether an order exists is not decided while the read that cannot be stale fails', async () => {
  const shop = openShop({
    wrap: replacing('orders', () => ({ getLatest: () => Promise.reject(new Unavailable('cosmos')) })),
  });
  const id = toOrderId('ord_0000000000000000_00000000000000000000000000');

  expect(await shop.process({ message: orderMessage(id), deliveryCount: 1 })).toBe('handled');
  expect(shop.orderQueue.waiting()).toMatchObject([{ message: { attempt: 1 } }]);
  expect(shop.log.troubles()).toMatchObject([{ event: 'order_attempt_failed' }]);
});

test('a copy that cannot be scheduled leaves the order to the relay, unmarked', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  shop.orderQueue.take();
  shop.orderQueue.failNext(1);
  await shop.process({ message: orderMessage(id), deliveryCount: 1 });

  expect(shop.log.troubles()).toMatchObject([
    { event: 'order_attempt_failed' },
    {
      event: 'order_copy_not_scheduled',
      fields: { orderId: id, attempt: 1, due: 'reserve', reason: expect.stringContaining('not available') },
    },
  ]);
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');

  shop.clock.advance(60_000);
  await shop.relay();
  await shop.drain();

  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
});

test('a fifth delivery is a last attempt, whatever its number', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  shop.orderQueue.take();

  expect(await shop.process({ message: orderMessage(id), deliveryCount: 5 })).toBe('given_up');
  expect(shop.orderQueue.waiting()).toHaveLength(0);
  expect(await storedOrder(shop, id)).toMatchObject({
    attention: { reason: expect.stringContaining('Delivered 5 times') },
  });
});

test('the order is read with the session of the write that the message announces', async () => {
  const sessions: (string | undefined)[] = [];
  const shop = openShop({
    wrap: replacing('orders', (real) => ({
      get: (id, options) => {
        sessions.push(options?.session);
        return real.get(id, options);
      },
    })),
  });
  await shop.product('a', 10);
  await placeOrderOf(shop, ['a', 1]);
  const sent = shop.orderQueue.take();
  if (!sent) throw new Error('nothing was sent');
  await shop.process({ message: sent, deliveryCount: 5 });

  // Strictly equal: a further read without a session would be an undefined at the end.
  expect(sessions).toStrictEqual([sent.session, sent.session]);

  await shop.process({ message: { ...sent, attempt: 9 }, deliveryCount: 2 });
  expect(sessions).toStrictEqual(Array(4).fill(sent.session));
  expect(sent.session).toBeDefined();
});

test('an order that never stops changing does not succeed', async () => {
  const shop = openShop({
    wrap: replacing('orders', () => ({ replace: async () => 'stale' })),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  await expect(shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).rejects.toThrow('kept changing');
  expect(shop.log.entries).toContainEqual({
    level: 'error',
    event: 'order_not_marked',
    fields: {
      orderId: id,
      due: 'reserve',
      reason: `Error: Order ${id} kept changing and could not be marked for attention.`,
    },
  });
});

test('a thrown value that is not an error is logged as it is', async () => {
  const shop = openShop({
    wrap: replacing('stock', () => ({ reserve: () => Promise.reject('words') })),
  });
  await shop.product('a', 10);
  const orderId = await placeOrderOf(shop, ['a', 1]);
  await shop.drain();

  expect(shop.log.entries).toContainEqual({
    level: 'warn',
    event: 'order_attempt_failed',
    fields: {
      orderId,
      messageId: `${orderId}:placed`,
      attempt: 1,
      due: 'reserve',
      maxAttempts: 10,
      waitMs: 500,
      reason: 'words',
    },
  });
});
