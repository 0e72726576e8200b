import { Unavailable } from '../../../src/domain/errors.ts';
import { replacing } from '../../support/replacing.ts';
import { customer, openShop, placeOrderOf } from '../../support/shop.ts';
import { openFailingShop, orderMessage, storedOrder } from './failing-shop.ts';

const precondition = {};

test('the last attempt marks the order with a reason and gives up, again and again', async () => {
  const shop = openFailingShop(99);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const last = orderMessage(id, 9);
  shop.clock.advance(17 * 60_000);

  expect(await shop.process({ message: last, deliveryCount: 1 })).toBe('given_up');
  expect(shop.log.troubles()).toEqual([
    {
      level: 'error',
      event: 'order_given_up',
      fields: {
        orderId: id,
        messageId: 'm#9',
        attempt: 10,
        deliveryCount: 1,
        due: 'reserve',
        reason: 'Unavailable: stock is not available.',
        service: 'stock',
      },
    },
  ]);

  const tries = shop.tries();

  // If it could not be dead-lettered and comes back, it does no work: that would delay good orders.
  for (const deliveryCount of [2, 3, 10]) {
    expect(await shop.process({ message: last, deliveryCount })).toBe('given_up');
  }
  expect(shop.tries()).toBe(tries);
  expect(await storedOrder(shop, id)).toMatchObject({
    status: 'placed',
    debt: { due: 'reserve' },
    attention: {
      reason: 'A service did not answer while reserving a; tried 10 times in 17 min',
      since: shop.clock().toISOString(),
    },
  });
  expect(shop.orderQueue.waiting()).toHaveLength(1);
});

test('only the debt that failed is marked', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const { orders } = shop;
  let cancelled = false;
  const replaced = orders.replace;
  // The order is cancelled between the failure and the mark.
  orders.replace = async (order, etag) => {
    if (!cancelled && order.attention) {
      cancelled = true;
      await shop.cancel({ orderId: id, principal: customer(), precondition });
    }
    return replaced(order, etag);
  };

  await expect(shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).rejects.toThrow();
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'cancelled', debt: { due: 'release' } });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('an order that owes nothing by the time it would be marked is not marked, and that is no failure', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const { get } = shop.orders;
  let reads = 0;
  shop.orders.get = async (...args) => {
    reads += 1;
    if (reads === 2) await shop.drain();
    return get(...args);
  };

  await expect(shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).rejects.toThrow();
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
  expect(shop.log.troubles()).toMatchObject([{ event: 'order_attempt_failed' }]);
  expect(shop.log.of('order_attempt_failed')).toMatchObject([{ orderId: id, attempt: 10, maxAttempts: 10 }]);
});

test('a mark that meets a newer version of the order is set on that one', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const { get, replace } = shop.orders;
  const sessions: unknown[] = [];
  shop.orders.get = (orderId, options) => {
    sessions.push(options?.session);
    return get(orderId, options);
  };
  let rounds = 0;
  shop.orders.replace = async (order, etag) => (order.attention && ++rounds === 1 ? 'stale' : replace(order, etag));

  const message = { ...orderMessage(id, 9), session: 'old' };
  expect(await shop.process({ message, deliveryCount: 1 })).toBe('given_up');
  // The work, the flag, and the flag again without the session of the message.
  expect(sessions).toEqual(['old', 'old', undefined]);
  expect(await storedOrder(shop, id)).toHaveProperty('attention');
});

test('an order that is marked is not written again, so that what a caller read stays good', async () => {
  const shop = openFailingShop(2);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id), deliveryCount: 5 })).toBe('given_up');

  const marked = await shop.orders.get(id);
  shop.clock.advance(1000);

  expect(await shop.process({ message: orderMessage(id), deliveryCount: 6 })).toBe('given_up');
  expect(await shop.orders.get(id)).toEqual(marked);
});

test('an order that owes nothing is never marked, however often its message killed its handlers', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  await shop.drain();
  await shop.process({ message: orderMessage(id), deliveryCount: 5 });

  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('an order that could not be read at the last attempt is left to the relay, unmarked', async () => {
  let down = true;
  const shop = openShop({
    wrap: replacing('orders', (real) => ({
      get: async (...args) => {
        const failure = down;
        down = false;
        if (failure) throw new Unavailable('cosmos');
        return real.get(...args);
      },
    })),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  await expect(shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).rejects.toThrow(
    'cosmos is not available',
  );
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('a message that killed four handlers leaves its mark before any work, and success removes it', async () => {
  const marks: boolean[] = [];
  const shop = openShop({
    wrap: ({ stock, ...ports }) => ({
      ...ports,
      stock: {
        ...stock,
        reserve: async (...args) => {
          marks.push((await ports.orders.get(args[1]))?.value.attention !== undefined);
          return stock.reserve(...args);
        },
      },
    }),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  await shop.process({ message: orderMessage(id), deliveryCount: 4 });
  const second = await placeOrderOf(shop, ['a', 1]);
  await shop.process({ message: orderMessage(second), deliveryCount: 5 });

  expect(marks).toEqual([false, true]);
  expect(await storedOrder(shop, second)).toMatchObject({ status: 'confirmed' });
  expect(await storedOrder(shop, second)).not.toHaveProperty('attention');
});

test('if the outcome cannot be written, the mark names what is owed and no product', async () => {
  let writes = 0;
  const shop = openShop({
    wrap: replacing('orders', (real) => ({
      replace: (...args) =>
        ++writes === 1 ? Promise.reject(new Unavailable('cosmos', { status: 503 })) : real.replace(...args),
    })),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).toBe('given_up');

  const reason = 'Cosmos DB did not answer (503) while reserving; tried 10 times in 0 s';
  expect(await storedOrder(shop, id)).toMatchObject({ status: 'placed', attention: { reason } });
});

test('a last attempt that cannot mark its order is not given up: its message still fails with its own reason, and the relay goes on', async () => {
  let down = true;
  const shop = openShop({
    wrap: replacing('orders', (real) => ({
      replace: (...args) => (down ? Promise.reject(new Unavailable('cosmos')) : real.replace(...args)),
    })),
  });
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  shop.orderQueue.take();

  await expect(shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).rejects.toThrow(
    'cosmos is not available',
  );
  expect(shop.log.troubles().map(({ event }) => event)).toEqual(['order_not_marked', 'order_attempt_failed']);

  down = false;
  shop.clock.advance(60_000);
  await shop.relay();
  await shop.drain();

  expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
});

test('the mark never outlives a change of state', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);

  expect(await shop.process({ message: orderMessage(id, 9), deliveryCount: 1 })).toBe('given_up');

  await shop.cancel({ orderId: id, principal: customer(), precondition });
  expect(await storedOrder(shop, id)).not.toHaveProperty('attention');
});

test('a flag whose write lost its answer is found by the next delivery, which logs that the order was given up', async () => {
  const shop = openFailingShop(1);
  await shop.product('a', 10);
  const id = await placeOrderOf(shop, ['a', 1]);
  const { replace } = shop.orders;
  shop.orders.replace = async (...args) => {
    await replace(...args);
    throw new Unavailable('cosmos');
  };
  const message = orderMessage(id, 9);

  await expect(shop.process({ message, deliveryCount: 1 })).rejects.toThrow();
  expect(await shop.process({ message, deliveryCount: 2 })).toBe('given_up');

  const reason = expect.any(String);
  expect(shop.log.of('order_given_up')).toMatchObject([{ orderId: id, attempt: 10, deliveryCount: 2, reason }]);
});
