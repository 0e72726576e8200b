import { Unavailable } from '../../../src/domain/errors.ts';
import { withoutDebt } from '../../../src/domain/order.ts';
import { admin, openShop, placeOrderOf, type Shop } from '../../support/shop.ts';
import { openFailingShop, orderMessage, storedOrder } from './failing-shop.ts';

const precondition = {};

test('a retry restarts the age of the debt, so that a lost send waits a minute and not as long as the order is old', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).toBe('given_up');

  while (shop.orderQueue.take());
  shop.clock.advance(3 * 24 * 60 * 60_000);
  shop.orderQueue.failNext(1);
  await shop.retry({ orderId: id, principal: admin, precondition });

  expect(await storedOrder(shop, id)).toMatchObject({ debt: { since: shop.clock().toISOString() } });

  shop.clock.advance(60_000);
  expect(await shop.relay()).toMatchObject({ sent: 1 });
  expect(shop.orderQueue.waiting()).toMatchObject([{ message: { attempt: 0 } }]);
});

test('retry clears the attention and sends under a new root', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).toBe('given_up');

  await shop.retry({ orderId: id, principal: admin, precondition });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
  expect(shop.orderQueue.waiting().map(({ message: { rootId } }) => rootId)).toEqual([`${id}:placed`, 'random-2']);

  await shop.drain();
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
});

test('a retry clears the attention of an order that a lagging replica shows as owing nothing', async () => {
  let lagging: Awaited<ReturnType<Shop['orders']['get']>>;
  const shop = openShop({
    wrap: ({ orders, stock, ...ports }) => ({
      ...ports,
      stock: { ...stock, reserve: () => Promise.reject(new Unavailable('stock')) },
      orders: { ...orders, get: async (...args) => lagging ?? orders.get(...args) },
    }),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const placed = await shop.orders.get(id);

  expect(await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).toBe('given_up');
  expect(await storedOrder(shop, id)).toHaveProperty('attention');

  lagging = placed && { ...placed, value: withoutDebt(placed.value) };
  await shop.retry({ orderId: id, principal: admin, precondition });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});
