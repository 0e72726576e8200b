import fc from 'fast-check';
import type { OrderMessage } from '../../../src/application/ports/order-queue.ts';
import type { Orders } from '../../../src/application/ports/orders.ts';
import type { Order } from '../../../src/domain/order.ts';
import { chaotic, expectRefusalOrCrash } from '../../support/chaos.ts';
import { toCustomerId, toOrderId, toProductId } from '../../support/ids.ts';
import { address, admin, customer, openShop, type Shop, warehouse } from '../../support/shop.ts';

/** What the outside world may do to the shop. The scheduler decides how the steps interleave. */
const kind = <K extends string>(name: K) => fc.constant(name);
const key = fc.nat(2);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind('place'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('cancel'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('ship'), key }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('work'), copies: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('relay') }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const productIds = ['a', 'b', 'c'];
const precondition = {};

/** Reads without a session token may be stale: now and then they return the previous version. */
const lagging = (orders: Orders, lags: Iterator<boolean>, isCalm: () => boolean): Orders => {
  const before = new Map<string, Awaited<ReturnType<Orders['get']>>>();
  return {
    ...orders,
    get: async (id, options) => {
      const now = await orders.get(id);
      const older = before.get(id);
      if (!options?.session && !isCalm() && lags.next().value && older) return older;
      return now;
    },
    replace: async (order, etag) => {
      const older = await orders.get(order.id);
      const written = await orders.replace(order, etag);
      if (written !== 'stale') before.set(order.id, older);
      return written;
    },
  };
};

const idOf = (shop: Shop, key: number): string | undefined =>
  shop.orders.stored().find((order) => order.note === `key-${key}`)?.id;

/**
 * A failed delivery comes back with a higher count, as after an abandon or a lost lock, until the
 * broker gives up.
 */
const deliver = async (shop: Shop, message: OrderMessage, copies: number): Promise<void> => {
  for (let deliveryCount = 1; deliveryCount <= 3; deliveryCount++) {
    const runs = Array.from({ length: copies }, () => shop.process({ message, deliveryCount }));
    const outcomes = await Promise.allSettled(runs);
    if (outcomes.some(({ status }) => status === 'fulfilled')) return;
  }
};

const run = async (shop: Shop, step: Action): Promise<void> => {
  switch (step.kind) {
    case 'place':
      await shop.place({
        customerId: toCustomerId('alice'),
        idempotencyKey: String(step.key),
        // One key always means the same command, so that a repeat is a repeat.
        note: `key-${step.key}`,
        items: productIds
          .slice(0, (step.key % 3) + 1)
          .map((productId, n) => ({ productId: toProductId(productId), quantity: ((step.key + n) % 3) + 1 })),
        shippingAddress: address,
      });
      return;
    case 'cancel':
    case 'ship': {
      const orderId = idOf(shop, step.key);
      if (orderId === undefined) return;
      const shipment = { carrier: 'DHL', trackingNumber: '1' };
      if (step.kind === 'cancel')
        await shop.cancel({ orderId: toOrderId(orderId), principal: customer(), precondition });
      else await shop.ship({ orderId: toOrderId(orderId), principal: warehouse, shipment, precondition });
      return;
    }
    case 'work': {
      const message = shop.orderQueue.take();
      if (message) await deliver(shop, message, step.copies);
      return;
    }
    case 'relay':
      await shop.relay();
  }
};

/**
 * Nothing fails from now on. The operator retries marked orders, the relay resends lost messages.
 */
const quiesce = async (shop: Shop): Promise<void> => {
  for (let minute = 0; minute < 40; minute++) {
    shop.clock.advance(60_000);
    for (const { id, attention } of shop.orders.stored()) {
      if (attention) await shop.retry({ orderId: id, principal: admin, precondition });
    }
    await shop.relay();
    await shop.drain();
  }
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const expectBooksBalance = async (shop: Shop, orders: readonly Order[]): Promise<void> => {
  for (const productId of productIds) {
    const level = (await shop.stock.level(toProductId(productId)))?.value;
    if (!level) throw new Error(`no level of ${productId}`);
    const unitsIn = (status: Order['status']) =>
      sum(
        orders
          .filter((order) => order.status === status)
          .flatMap(({ items }) => items.filter((line) => line.productId === productId).map((line) => line.quantity)),
      );
    expect(level.available).toBeGreaterThanOrEqual(0);
    expect(level.available + level.held).toBe(level.received - level.shipped);
    expect(level.held).toBe(unitsIn('confirmed'));
    expect(level.shipped).toBe(unitsIn('shipped'));
    const held = shop.stock.reservations(toProductId(productId)).filter(({ state }) => state === 'held');
    expect(sum(held.map(({ quantity }) => quantity))).toBe(level.held);
    for (const { orderId } of held) expect(orders.find(({ id }) => id === orderId)?.status).toBe('confirmed');
  }
};

const explore = (faulty: boolean) =>
  fc.asyncProperty(
    fc.scheduler(),
    fc.array(fc.array(action, { minLength: 1, maxLength: 10 }), { minLength: 2, maxLength: 4 }),
    fc.infiniteStream(faulty ? fc.integer({ min: 0, max: 19 }).map((n) => n === 0) : fc.constant(false)),
    fc.infiniteStream(fc.integer({ min: 0, max: 3 }).map((n) => n === 0)),
    fc.integer({ min: 1, max: 8 }),
    async (scheduler, lanes, faults, lags, units) => {
      let calm = false;
      const chaos = chaotic(scheduler, faults, () => calm);
      const shop = openShop({
        wrap: ({ orders, products, stock, orderQueue }) => ({
          orders: chaos(
            'orders',
            lagging(orders, lags, () => calm),
          ),
          products: chaos('products', products),
          stock: chaos('stock', stock),
          orderQueue: chaos('queue', orderQueue),
        }),
      });
      for (const id of productIds) await shop.product(id, units);

      // Each lane works step by step, and the lanes interleave. An error or a crash leaves a step
      // undone.
      const running = Promise.all(
        lanes.map(async (lane) => {
          for (const step of lane) {
            await scheduler.schedule(Promise.resolve(), step.kind);
            await run(shop, step).catch(expectRefusalOrCrash);
          }
        }),
      );
      await scheduler.waitFor(running);
      calm = true;
      await quiesce(shop);

      const orders = shop.orders.stored();
      expect(orders.length).toBe(new Set(orders.map(({ note }) => note)).size);
      for (const order of orders) {
        expect(order.status).not.toBe('placed');
        expect(order).not.toHaveProperty('due');
        expect(order).not.toHaveProperty('attention');
      }
      await expectBooksBalance(shop, orders);
    },
  );

test('any interleaving of place, cancel, ship and work ends with nothing lost, doubled or held in vain', async () => {
  await fc.assert(explore(false), { numRuns: 400 });
});

test('the same with crashes before and after any step, and with stale reads', async () => {
  await fc.assert(explore(true), { numRuns: 400 });
});
