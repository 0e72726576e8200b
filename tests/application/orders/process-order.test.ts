import { Unavailable } from '../../../src/domain/errors.ts';
import { address, admin, customer, openShop, type Shop, warehouse } from '../../support/shop.ts';

const place = async (shop: Shop, ...items: [string, number][]) => {
  const lines = items.map(([productId, quantity]) => ({ productId, quantity }));
  const { value } = await shop.place({ customerId: 'alice', items: lines, shippingAddress: address });
  return value.id;
};

const stored = async (shop: Shop, id: string) => (await shop.orders.get(id))?.value;
const level = async (shop: Shop, id: string) => (await shop.stock.level(id))?.value;
const message = (orderId: string, attempt = 0) => ({ orderId, messageId: `m#${attempt}`, rootId: 'm', attempt });
const precondition = {};

/** A shop whose stock fails the next `times` reservations. */
const failing = (times: number, error: Error = new Unavailable('stock')) => {
  let left = times;
  const opened = openShop({
    wrap: ({ stock, ...ports }) => ({
      ...ports,
      stock: {
        ...stock,
        reserve: async (...args) => {
          if (left-- > 0) throw error;
          return stock.reserve(...args);
        },
      },
    }),
  });
  return { ...opened, tries: () => times - left };
};

describe('what is due', () => {
  test('an order whose products are all there is confirmed and owes nothing more', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    await shop.product('b', 10);
    const id = await place(shop, ['a', 3], ['b', 10]);
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed', confirmedAt: shop.clock().toISOString() });
    expect(await stored(shop, id)).not.toHaveProperty('due');
    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
    expect(await level(shop, 'b')).toEqual({ received: 10, shipped: 0, available: 0, held: 10 });
  });

  test('an order that is short is rejected, names the line, and gives back what it held', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    await shop.product('b', 1);
    const id = await place(shop, ['b', 2], ['a', 3]);
    await shop.drain();
    const order = await stored(shop, id);

    expect(order).toMatchObject({ status: 'rejected', items: [{ productId: 'b', short: true }, { productId: 'a' }] });
    expect(order?.items[1]).not.toHaveProperty('short');
    expect(order).not.toHaveProperty('due');
    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a product whose stock was never set is short', async () => {
    const shop = openShop();
    const details = { name: 'New', price: { amount: 1, currency: 'EUR' }, active: true };
    await shop.put({ id: 'new', details, precondition });
    const id = await place(shop, ['new', 1]);
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'rejected' });
  });

  test('a redelivered message reserves nothing twice', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 3]);
    await shop.process({ message: message(id), deliveryCount: 1 });
    await shop.process({ message: message(id), deliveryCount: 2 });
    await shop.drain();

    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
  });

  test('a cancelled order gives its stock back, and a late handler holds nothing', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 3]);
    const stale = await shop.orders.get(id);
    await shop.cancel({ orderId: id, principal: customer(), precondition });
    await shop.drain();

    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });

    // A handler that loaded the order before the cancel was paused until now.
    await shop.stock.reserve('a', id, 3);
    expect(stale && (await shop.orders.replace({ ...stale.value, status: 'confirmed' }, stale.etag))).toBe('stale');
    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a shipped order turns what it held into what was shipped', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 3]);
    await shop.drain();
    const shipment = { carrier: 'DHL', trackingNumber: '1' };
    await shop.ship({ orderId: id, principal: warehouse, shipment, precondition });
    await shop.drain();

    expect(await stored(shop, id)).not.toHaveProperty('due');
    expect(await level(shop, 'a')).toEqual({ received: 10, shipped: 3, available: 7, held: 0 });
  });

  test('the band that shoppers see follows the stock', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 5]);
    await shop.drain();

    expect((await shop.products.get('a'))?.value.availability).toBe('low');

    await shop.cancel({ orderId: id, principal: customer(), precondition });
    await shop.drain();
    expect((await shop.products.get('a'))?.value.availability).toBe('in_stock');
  });

  test('a band that cannot be written does not hold up the order', async () => {
    const shop = openShop({
      wrap: ({ products, ...ports }) => ({
        ...ports,
        products: { ...products, setAvailability: () => Promise.reject(new Unavailable('products')) },
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 10]);
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
    expect(shop.log.entries).toContainEqual({
      level: 'warn',
      event: 'availability_not_refreshed',
      fields: { productId: 'a', band: 'out', reason: 'Unavailable: products is not available.' },
    });
  });
});

describe('retries', () => {
  test('a failure schedules a copy with the next attempt and full jitter, and completes the message', async () => {
    const shop = failing(2);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    const first = shop.orderQueue.take();
    if (!first) throw new Error('nothing was sent');
    await shop.process({ message: first, deliveryCount: 1 });
    const [copy] = shop.orderQueue.waiting();

    expect(copy).toEqual({
      message: { ...first, messageId: `${id}:placed#1`, rootId: `${id}:placed`, attempt: 1 },
      at: new Date(shop.clock().getTime() + 500),
    });

    await shop.drain();
    expect(await stored(shop, id)).toMatchObject({ status: 'placed' });

    shop.clock.advance(500);
    await shop.drain();
    shop.clock.advance(1000);
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('the last attempt marks the order with a reason and rejects, again and again', async () => {
    const shop = failing(99);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    const last = message(id, 9);
    shop.clock.advance(17 * 60_000);

    await expect(shop.process({ message: last, deliveryCount: 1 })).rejects.toThrow('stock is not available');
    expect(shop.log.entries).toEqual([
      {
        level: 'error',
        event: 'order_given_up',
        fields: {
          orderId: id,
          messageId: 'm#9',
          attempt: 9,
          deliveryCount: 1,
          due: 'reserve',
          reason: 'stock is not available.',
        },
      },
    ]);

    const tries = shop.tries();

    // While it waits to be dead-lettered, it does no work, which would only delay good orders.
    for (const deliveryCount of [2, 3, 10]) {
      await expect(shop.process({ message: last, deliveryCount })).rejects.toThrow('was given up');
    }
    expect(shop.tries()).toBe(tries);
    expect(await stored(shop, id)).toMatchObject({
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
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
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

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    expect(await stored(shop, id)).toMatchObject({ status: 'cancelled', debt: { due: 'release' } });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('a mark that meets a newer version of the order is set on that one', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    const { replace } = shop.orders;
    let rounds = 0;
    shop.orders.replace = async (order, etag) => (order.attention && ++rounds === 1 ? 'stale' : replace(order, etag));

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('stock is not available');
    expect(await stored(shop, id)).toHaveProperty('attention');
  });

  test('an order that is marked is not written again, so that what a caller read stays good', async () => {
    const shop = failing(2);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');

    const marked = await shop.orders.get(id);
    shop.clock.advance(1000);

    await expect(shop.process({ message: message(id), deliveryCount: 6 })).rejects.toThrow('stock is not available');
    expect(await shop.orders.get(id)).toEqual(marked);
  });

  test('a last attempt is made once, even for an order that another message has marked', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');

    await shop.process({ message: message(id, 9), deliveryCount: 1 });
    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('a last attempt whose handler died is made again', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    await shop.process({ message: message(id, 9), deliveryCount: 2 });

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
  });

  test('an order that owes nothing is never marked, however often its message killed its handlers', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    await shop.drain();
    await shop.process({ message: message(id), deliveryCount: 5 });

    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('an order that could not be read at the last attempt is left to the relay, unmarked', async () => {
    let down = true;
    const shop = openShop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          get: async (...args) => {
            const failure = down;
            down = false;
            if (failure) throw new Unavailable('cosmos');
            return orders.get(...args);
          },
        },
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow(
      'cosmos is not available',
    );
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('a message whose order cannot be read and whose copy cannot be scheduled goes back to the broker', async () => {
    const shop = openShop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: { ...orders, get: () => Promise.reject(new Unavailable('cosmos')) },
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    shop.orderQueue.failNext(1);

    await expect(shop.process({ message: message(id), deliveryCount: 1 })).rejects.toMatchObject({
      name: 'Unavailable',
    });
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
    const id = await place(shop, ['a', 1]);
    await shop.process({ message: message(id), deliveryCount: 4 });
    const second = await place(shop, ['a', 1]);
    await shop.process({ message: message(second), deliveryCount: 5 });

    expect(marks).toEqual([false, true]);
    expect(await stored(shop, second)).toMatchObject({ status: 'confirmed' });
    expect(await stored(shop, second)).not.toHaveProperty('attention');
  });

  test('an order that cannot be found is tried again, and given up at the last attempt', async () => {
    const shop = openShop();
    const id = 'ord_0000000000000000_00000000000000000000000000';
    await shop.process({ message: message(id), deliveryCount: 1 });

    expect(shop.orderQueue.waiting()).toMatchObject([{ message: { attempt: 1 } }]);
    for (const deliveryCount of [1, 2, 5]) {
      await expect(shop.process({ message: message(id, 9), deliveryCount })).rejects.toThrow('does not exist');
    }
  });

  test('a copy that cannot be scheduled leaves the order to the relay, unmarked', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    shop.orderQueue.take();
    shop.orderQueue.failNext(1);
    await shop.process({ message: message(id), deliveryCount: 1 });

    expect(shop.log.entries).toMatchObject([
      { event: 'order_attempt_failed' },
      {
        event: 'order_copy_not_scheduled',
        fields: { orderId: id, attempt: 0, due: 'reserve', reason: expect.stringContaining('not available') },
      },
    ]);
    expect(await stored(shop, id)).not.toHaveProperty('attention');

    shop.clock.advance(60_000);
    await shop.relay();
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
  });

  test('a fifth delivery is a last attempt, whatever its number', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    shop.orderQueue.take();

    await expect(shop.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');
    expect(shop.orderQueue.waiting()).toHaveLength(0);
    expect(await stored(shop, id)).toMatchObject({
      attention: { reason: expect.stringContaining('Delivered 5 times') },
    });
  });

  test('if the outcome cannot be written, the mark names what is owed and no product', async () => {
    let writes = 0;
    const shop = openShop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          replace: (...args) =>
            ++writes === 1 ? Promise.reject(new Unavailable('cosmos', { status: 503 })) : orders.replace(...args),
        },
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow(
      'cosmos is not available',
    );

    const reason = 'Cosmos DB did not answer (503) while reserving; tried 10 times in 0 s';
    expect(await stored(shop, id)).toMatchObject({ status: 'placed', attention: { reason } });
  });

  test('given up without a mark, the message still fails with its own reason, and the relay goes on', async () => {
    let down = true;
    const shop = openShop({
      wrap: ({ orders, stock, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          replace: (...args) => (down ? Promise.reject(new Unavailable('cosmos')) : orders.replace(...args)),
        },
        stock,
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    shop.orderQueue.take();

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow(
      'cosmos is not available',
    );
    expect(shop.log.entries.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['order_given_up', 'order_not_marked']),
    );

    down = false;
    shop.clock.advance(60_000);
    await shop.relay();
    await shop.drain();

    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
  });

  test('the order is read with the session of the write that the message announces', async () => {
    const sessions: (string | undefined)[] = [];
    const shop = openShop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          get: (id, options) => {
            sessions.push(options?.session);
            return orders.get(id, options);
          },
        },
      }),
    });
    await shop.product('a', 10);
    await place(shop, ['a', 1]);
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
      wrap: ({ orders, ...ports }) => ({ ...ports, orders: { ...orders, replace: async () => 'stale' } }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('kept changing');
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

  test('a retry restarts the age of the debt, so that a lost send waits a minute and not as long as the order is old', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();

    while (shop.orderQueue.take());
    shop.clock.advance(3 * 24 * 60 * 60_000);
    shop.orderQueue.failNext(1);
    await shop.retry({ orderId: id, principal: admin, precondition });

    expect(await stored(shop, id)).toMatchObject({ debt: { since: shop.clock().toISOString() } });

    shop.clock.advance(60_000);
    expect(await shop.relay()).toEqual({ sent: 1 });
    expect(shop.orderQueue.waiting()).toMatchObject([{ message: { attempt: 0 } }]);
  });

  test('retry clears the attention and sends under a new root', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();

    await shop.retry({ orderId: id, principal: admin, precondition });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
    expect(shop.orderQueue.waiting().map(({ message: { rootId } }) => rootId)).toEqual([`${id}:placed`, 'random-2']);

    await shop.drain();
    expect(await stored(shop, id)).toMatchObject({ status: 'confirmed' });
  });

  test('a retry removes the mark although the replica that it reads from has not seen it yet', async () => {
    let lagging: Awaited<ReturnType<Shop['orders']['get']>>;
    const shop = openShop({
      wrap: ({ orders, stock, ...ports }) => ({
        ...ports,
        stock: { ...stock, reserve: () => Promise.reject(new Unavailable('stock')) },
        orders: {
          ...orders,
          get: async (...args) => {
            const older = lagging;
            lagging = undefined;
            return older ?? orders.get(...args);
          },
        },
      }),
    });
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);
    const unmarked = await shop.orders.get(id);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    expect(await stored(shop, id)).toHaveProperty('attention');

    lagging = unmarked;
    await shop.retry({ orderId: id, principal: admin, precondition });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });

  test('the mark never outlives a change of state', async () => {
    const shop = failing(1);
    await shop.product('a', 10);
    const id = await place(shop, ['a', 1]);

    await expect(shop.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();

    await shop.cancel({ orderId: id, principal: customer(), precondition });
    expect(await stored(shop, id)).not.toHaveProperty('attention');
  });
});

test('a thrown value that is not an error is logged as it is', async () => {
  const shop = openShop({
    wrap: ({ stock, ...ports }) => ({ ...ports, stock: { ...stock, reserve: () => Promise.reject('words') } }),
  });
  await shop.product('a', 10);
  const orderId = await place(shop, ['a', 1]);
  await shop.drain();

  expect(shop.log.entries).toContainEqual({
    level: 'warn',
    event: 'order_attempt_failed',
    fields: { orderId, attempt: 0, due: 'reserve', waitMs: 500, reason: 'words' },
  });
});
