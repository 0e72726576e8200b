import { Unavailable } from '../../../src/domain/errors.ts';
import { address, admin, customer, type Shop, shop, warehouse } from '../../support/shop.ts';

const place = async (s: Shop, ...items: [string, number][]) => {
  const lines = items.map(([productId, quantity]) => ({ productId, quantity }));
  const { value } = await s.place({ customerId: 'alice', items: lines, shippingAddress: address });
  return value.id;
};

const stored = async (s: Shop, id: string) => (await s.orders.get(id))?.value;
const level = async (s: Shop, id: string) => (await s.stock.level(id))?.value;
const message = (orderId: string, attempt = 0) => ({ orderId, messageId: `m#${attempt}`, rootId: 'm', attempt });
const precondition = {};

/** A shop whose stock fails the next `times` reservations. */
const failing = (times: number, error: Error = new Unavailable('stock')) => {
  let left = times;
  const opened = shop({
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
    const s = shop();
    await s.product('a', 10);
    await s.product('b', 10);
    const id = await place(s, ['a', 3], ['b', 10]);
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed', confirmedAt: s.clock().toISOString() });
    expect(await stored(s, id)).not.toHaveProperty('due');
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
    expect(await level(s, 'b')).toEqual({ received: 10, shipped: 0, available: 0, held: 10 });
  });

  test('an order that is short is rejected, names the line, and gives back what it held', async () => {
    const s = shop();
    await s.product('a', 10);
    await s.product('b', 1);
    const id = await place(s, ['b', 2], ['a', 3]);
    await s.drain();
    const order = await stored(s, id);
    expect(order).toMatchObject({ status: 'rejected', items: [{ productId: 'b', short: true }, { productId: 'a' }] });
    expect(order?.items[1]).not.toHaveProperty('short');
    expect(order).not.toHaveProperty('due');
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a product whose stock was never set is short', async () => {
    const s = shop();
    const details = { name: 'New', price: { amount: 1, currency: 'EUR' }, active: true };
    await s.put({ id: 'new', details, precondition });
    const id = await place(s, ['new', 1]);
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'rejected' });
  });

  test('a redelivered message reserves nothing twice', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 3]);
    await s.process({ message: message(id), deliveryCount: 1 });
    await s.process({ message: message(id), deliveryCount: 2 });
    await s.drain();
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
  });

  test('a cancelled order gives its stock back, and a late handler holds nothing', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 3]);
    const stale = await s.orders.get(id);
    await s.cancel({ orderId: id, principal: customer(), precondition });
    await s.drain();
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
    // A handler that loaded the order before the cancel was paused until now.
    await s.stock.reserve('a', id, 3);
    expect(stale && (await s.orders.replace({ ...stale.value, status: 'confirmed' }, stale.etag))).toBe('stale');
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a shipped order turns what it held into what was shipped', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 3]);
    await s.drain();
    const shipment = { carrier: 'DHL', trackingNumber: '1' };
    await s.ship({ orderId: id, principal: warehouse, shipment, precondition });
    await s.drain();
    expect(await stored(s, id)).not.toHaveProperty('due');
    expect(await level(s, 'a')).toEqual({ received: 10, shipped: 3, available: 7, held: 0 });
  });

  test('the band that shoppers see follows the stock', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 5]);
    await s.drain();
    expect((await s.products.get('a'))?.value.availability).toBe('low');
    await s.cancel({ orderId: id, principal: customer(), precondition });
    await s.drain();
    expect((await s.products.get('a'))?.value.availability).toBe('in_stock');
  });

  test('a band that cannot be written does not hold up the order', async () => {
    const s = shop({
      wrap: ({ products, ...ports }) => ({
        ...ports,
        products: { ...products, setAvailability: () => Promise.reject(new Unavailable('products')) },
      }),
    });
    await s.product('a', 10);
    const id = await place(s, ['a', 10]);
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
    expect(s.log.entries).toContainEqual({
      level: 'warn',
      event: 'availability_not_refreshed',
      fields: { productId: 'a', band: 'out', reason: 'Unavailable: products is not available.' },
    });
  });
});

describe('retries', () => {
  test('a failure schedules a copy with the next attempt and full jitter, and completes the message', async () => {
    const s = failing(2);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    const first = s.orderQueue.take();
    if (!first) throw new Error('nothing was sent');
    await s.process({ message: first, deliveryCount: 1 });
    const [copy] = s.orderQueue.waiting();
    expect(copy).toEqual({
      message: { ...first, messageId: `${id}:placed#1`, rootId: `${id}:placed`, attempt: 1 },
      at: new Date(s.clock().getTime() + 500),
    });
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'placed' });
    s.clock.advance(500);
    await s.drain();
    s.clock.advance(1000);
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('the last attempt marks the order with a reason and rejects, again and again', async () => {
    const s = failing(99);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    const last = message(id, 9);
    s.clock.advance(17 * 60_000);
    await expect(s.process({ message: last, deliveryCount: 1 })).rejects.toThrow('stock is not available');
    expect(s.log.entries).toEqual([
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
    const tries = s.tries();
    // While it waits to be dead-lettered, it does no work, which would only delay good orders.
    for (const deliveryCount of [2, 3, 10]) {
      await expect(s.process({ message: last, deliveryCount })).rejects.toThrow('was given up');
    }
    expect(s.tries()).toBe(tries);
    expect(await stored(s, id)).toMatchObject({
      status: 'placed',
      debt: { due: 'reserve' },
      attention: {
        reason: 'A service did not answer while reserving a; tried 10 times in 17 min',
        since: s.clock().toISOString(),
      },
    });
    expect(s.orderQueue.waiting()).toHaveLength(1);
  });

  test('only the debt that failed is marked', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    const { orders } = s;
    let cancelled = false;
    const replaced = orders.replace;
    // The order is cancelled between the failure and the mark.
    orders.replace = async (order, etag) => {
      if (!cancelled && order.attention) {
        cancelled = true;
        await s.cancel({ orderId: id, principal: customer(), precondition });
      }
      return replaced(order, etag);
    };
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    expect(await stored(s, id)).toMatchObject({ status: 'cancelled', debt: { due: 'release' } });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('a mark that meets a newer version of the order is set on that one', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    const { replace } = s.orders;
    let rounds = 0;
    s.orders.replace = async (order, etag) => (order.attention && ++rounds === 1 ? 'stale' : replace(order, etag));
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('stock is not available');
    expect(await stored(s, id)).toHaveProperty('attention');
  });

  test('an order that is marked is not written again, so that what a caller read stays good', async () => {
    const s = failing(2);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');
    const marked = await s.orders.get(id);
    s.clock.advance(1000);
    await expect(s.process({ message: message(id), deliveryCount: 6 })).rejects.toThrow('stock is not available');
    expect(await s.orders.get(id)).toEqual(marked);
  });

  test('a last attempt is made once, even for an order that another message has marked', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');
    await s.process({ message: message(id, 9), deliveryCount: 1 });
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('a last attempt whose handler died is made again', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await s.process({ message: message(id, 9), deliveryCount: 2 });
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
  });

  test('an order that owes nothing is never marked, however often its message killed its handlers', async () => {
    const s = shop();
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await s.drain();
    await s.process({ message: message(id), deliveryCount: 5 });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('an order that could not be read at the last attempt is left to the relay, unmarked', async () => {
    let down = true;
    const s = shop({
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
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('cosmos is not available');
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('a message whose order cannot be read and whose copy cannot be scheduled goes back to the broker', async () => {
    const s = shop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: { ...orders, get: () => Promise.reject(new Unavailable('cosmos')) },
      }),
    });
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    s.orderQueue.failNext(1);
    await expect(s.process({ message: message(id), deliveryCount: 1 })).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('a message that killed four handlers leaves its mark before any work, and success removes it', async () => {
    const marks: boolean[] = [];
    const s = shop({
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
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await s.process({ message: message(id), deliveryCount: 4 });
    const second = await place(s, ['a', 1]);
    await s.process({ message: message(second), deliveryCount: 5 });
    expect(marks).toEqual([false, true]);
    expect(await stored(s, second)).toMatchObject({ status: 'confirmed' });
    expect(await stored(s, second)).not.toHaveProperty('attention');
  });

  test('an order that cannot be found is tried again, and given up at the last attempt', async () => {
    const s = shop();
    const id = 'ord_0000000000000000_00000000000000000000000000';
    await s.process({ message: message(id), deliveryCount: 1 });
    expect(s.orderQueue.waiting()).toMatchObject([{ message: { attempt: 1 } }]);
    for (const deliveryCount of [1, 2, 5]) {
      await expect(s.process({ message: message(id, 9), deliveryCount })).rejects.toThrow('does not exist');
    }
  });

  test('a copy that cannot be scheduled leaves the order to the relay, unmarked', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    s.orderQueue.take();
    s.orderQueue.failNext(1);
    await s.process({ message: message(id), deliveryCount: 1 });
    expect(s.log.entries).toMatchObject([
      { event: 'order_attempt_failed' },
      {
        event: 'order_copy_not_scheduled',
        fields: { orderId: id, attempt: 0, due: 'reserve', reason: expect.stringContaining('not available') },
      },
    ]);
    expect(await stored(s, id)).not.toHaveProperty('attention');
    s.clock.advance(60_000);
    await s.relay();
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
  });

  test('a fifth delivery is a last attempt, whatever its number', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    s.orderQueue.take();
    await expect(s.process({ message: message(id), deliveryCount: 5 })).rejects.toThrow('stock is not available');
    expect(s.orderQueue.waiting()).toHaveLength(0);
    expect(await stored(s, id)).toMatchObject({ attention: { reason: expect.stringContaining('Delivered 5 times') } });
  });

  test('if the outcome cannot be written, the mark names what is owed and no product', async () => {
    let writes = 0;
    const s = shop({
      wrap: ({ orders, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          replace: (...args) =>
            ++writes === 1 ? Promise.reject(new Unavailable('cosmos', { status: 503 })) : orders.replace(...args),
        },
      }),
    });
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('cosmos is not available');
    const reason = 'Cosmos DB did not answer (503) while reserving; tried 10 times in 0 s';
    expect(await stored(s, id)).toMatchObject({ status: 'placed', attention: { reason } });
  });

  test('given up without a mark, the message still fails with its own reason, and the relay goes on', async () => {
    let down = true;
    const s = shop({
      wrap: ({ orders, stock, ...ports }) => ({
        ...ports,
        orders: {
          ...orders,
          replace: (...args) => (down ? Promise.reject(new Unavailable('cosmos')) : orders.replace(...args)),
        },
        stock,
      }),
    });
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    s.orderQueue.take();
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('cosmos is not available');
    expect(s.log.entries.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['order_given_up', 'order_not_marked']),
    );
    down = false;
    s.clock.advance(60_000);
    await s.relay();
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
  });

  test('the order is read with the session of the write that the message announces', async () => {
    const sessions: (string | undefined)[] = [];
    const s = shop({
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
    await s.product('a', 10);
    await place(s, ['a', 1]);
    const sent = s.orderQueue.take();
    if (!sent) throw new Error('nothing was sent');
    await s.process({ message: sent, deliveryCount: 5 });
    // Strictly equal: a further read without a session would be an undefined at the end.
    expect(sessions).toStrictEqual([sent.session, sent.session]);
    await s.process({ message: { ...sent, attempt: 9 }, deliveryCount: 2 });
    expect(sessions).toStrictEqual(Array(4).fill(sent.session));
    expect(sent.session).toBeDefined();
  });

  test('an order that never stops changing does not succeed', async () => {
    const s = shop({
      wrap: ({ orders, ...ports }) => ({ ...ports, orders: { ...orders, replace: async () => 'stale' } }),
    });
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow('kept changing');
    expect(s.log.entries).toContainEqual({
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
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    while (s.orderQueue.take());
    s.clock.advance(3 * 24 * 60 * 60_000);
    s.orderQueue.failNext(1);
    await s.retry({ orderId: id, principal: admin, precondition });
    expect(await stored(s, id)).toMatchObject({ debt: { since: s.clock().toISOString() } });
    s.clock.advance(60_000);
    expect(await s.relay()).toEqual({ sent: 1 });
    expect(s.orderQueue.waiting()).toMatchObject([{ message: { attempt: 0 } }]);
  });

  test('retry clears the attention and sends under a new root', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    await s.retry({ orderId: id, principal: admin, precondition });
    expect(await stored(s, id)).not.toHaveProperty('attention');
    expect(s.orderQueue.waiting().map(({ message: { rootId } }) => rootId)).toEqual([`${id}:placed`, 'random-2']);
    await s.drain();
    expect(await stored(s, id)).toMatchObject({ status: 'confirmed' });
  });

  test('a retry removes the mark although the replica that it reads from has not seen it yet', async () => {
    let lagging: Awaited<ReturnType<Shop['orders']['get']>>;
    const s = shop({
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
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    const unmarked = await s.orders.get(id);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    expect(await stored(s, id)).toHaveProperty('attention');
    lagging = unmarked;
    await s.retry({ orderId: id, principal: admin, precondition });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });

  test('the mark never outlives a change of state', async () => {
    const s = failing(1);
    await s.product('a', 10);
    const id = await place(s, ['a', 1]);
    await expect(s.process({ message: message(id, 9), deliveryCount: 1 })).rejects.toThrow();
    await s.cancel({ orderId: id, principal: customer(), precondition });
    expect(await stored(s, id)).not.toHaveProperty('attention');
  });
});

test('a thrown value that is not an error is logged as it is', async () => {
  const s = shop({
    wrap: ({ stock, ...ports }) => ({ ...ports, stock: { ...stock, reserve: () => Promise.reject('words') } }),
  });
  await s.product('a', 10);
  const orderId = await place(s, ['a', 1]);
  await s.drain();
  expect(s.log.entries).toContainEqual({
    level: 'warn',
    event: 'order_attempt_failed',
    fields: { orderId, attempt: 0, due: 'reserve', waitMs: 500, reason: 'words' },
  });
});
