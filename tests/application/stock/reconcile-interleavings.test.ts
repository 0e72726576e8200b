import fc from 'fast-check';
import { MAX_LAG_MS } from '../../../src/application/stock/reconciliation-run.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import { chaotic, expectRefusalOrCrash } from '../../support/chaos.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import { settableClock } from '../../support/in-memory/settable-clock.ts';
import { laggingBooks } from '../../support/lagging-books.ts';
import { address, admin, customer, openShop, type Shop, warehouse } from '../../support/shop.ts';

const productIds = ['a', 'b'];
const precondition = {};

const kind = <K extends string>(name: K) => fc.constant(name);
const key = fc.nat(5);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind('place'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('cancel'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('ship'), key }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('work'), key }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const run = async (shop: Shop, { kind, key }: Action): Promise<void> => {
  if (kind === 'work') {
    const message = shop.orderQueue.take();
    if (message) await shop.process({ message, deliveryCount: 1 });
    return;
  }
  if (kind === 'place') {
    const items = productIds
      .slice(0, (key % 2) + 1)
      .map((productId) => ({ productId: toProductId(productId), quantity: (key % 3) + 1 }));
    const command = { idempotencyKey: String(key), note: `key-${key}`, items, shippingAddress: address };
    await shop.place({ customerId: toCustomerId('alice'), ...command });
    return;
  }
  const orderId = shop.orders.stored().find(({ note }) => note === `key-${key}`)?.id;
  if (orderId === undefined) return;
  const shipment = { carrier: 'DHL', trackingNumber: '1' };
  if (kind === 'cancel') await shop.cancel({ orderId, principal: customer(), precondition });
  else await shop.ship({ orderId, principal: warehouse, shipment, precondition });
};

/**
 * Whatever else happens: nothing is negative, on-hand units add up, and every held unit has a
 * holder.
 */
const expectBooksBalance = async (shop: Shop, productId: ProductId): Promise<void> => {
  // Reads both in one step, before anybody else's.
  const reading = shop.stock.level(productId);
  const reservations = shop.stock.reservations(productId).filter(({ state }) => state === 'held');
  const level = await reading;
  if (!level) throw new Error(`no level of ${productId}`);
  const { received, shipped, available, held } = level.value;
  expect(Math.min(available, held)).toBeGreaterThanOrEqual(0);
  expect(available + held).toBe(received - shipped);
  expect(reservations.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(held);
};

const quiesce = async (shop: Shop): Promise<void> => {
  for (let minute = 0; minute < 20; minute++) {
    shop.clock.advance(60_000);
    for (const { id, attention } of shop.orders.stored()) {
      if (attention) await shop.retry({ orderId: id, principal: admin, precondition });
    }
    await shop.relay();
    await shop.drain();
  }
};

const PAUSE_STEPS = 6;

/**
 * Reconciliations run one after the other beside the lanes until these are done; in half of the
 * cases, two at a time.
 */
const explore = (faulty: boolean) =>
  fc.asyncProperty(
    fc.scheduler(),
    fc.array(fc.array(action, { minLength: 4, maxLength: 10 }), { minLength: 2, maxLength: 3 }),
    fc.infiniteStream(faulty ? fc.integer({ min: 0, max: 24 }).map((n) => n === 0) : fc.constant(false)),
    fc.infiniteStream(fc.constantFrom(0, 0.5, 1, 1)),
    fc.infiniteStream(fc.constantFrom(0, 1, MAX_LAG_MS / 4, MAX_LAG_MS)),
    fc.boolean(),
    async (scheduler, lanes, faults, lags, steps, twoAtOnce) => {
      let calm = true;
      const clock = settableClock();
      const chaos = chaotic(scheduler, faults, () => calm);
      const shop = openShop({
        clock,
        wrap: ({ orders, products, stock, orderQueue }) => {
          const lagging = laggingBooks(
            { orders, stock },
            { now: () => clock().getTime(), lagMs: MAX_LAG_MS, lagOf: () => (calm ? 0 : lags.next().value) },
          );
          return {
            orders: chaos('orders', lagging.orders),
            products: chaos('products', products),
            stock: chaos('stock', lagging.stock),
            orderQueue: chaos('queue', orderQueue),
          };
        },
        // The shop continues while it waits.
        pause: async (milliseconds) => {
          for (let step = 0; step < PAUSE_STEPS; step++) {
            if (!calm) await scheduler.schedule(Promise.resolve(), 'pause');
            clock.advance(milliseconds / PAUSE_STEPS);
          }
        },
      });
      for (const id of productIds) await shop.product(id, 9);
      for (const key of [0, 1, 2]) await run(shop, { kind: 'place', key });
      await shop.drain();
      calm = false;

      const shopping = lanes.map(async (lane) => {
        for (const step of lane) {
          await scheduler.schedule(Promise.resolve(), step.kind);
          clock.advance(steps.next().value);
          await run(shop, step).catch(expectRefusalOrCrash);
        }
      });
      let done = false;
      const shopped = Promise.all(shopping).then(() => {
        done = true;
      });
      const reconciling = Array.from({ length: twoAtOnce ? 2 : 1 }, async () => {
        while (!done) {
          const { findings } = await shop.reconcile();
          expect(findings).toEqual([]);
          for (const id of productIds) await expectBooksBalance(shop, toProductId(id));
        }
      });
      await scheduler.waitFor(Promise.all([shopped, ...reconciling]));
      calm = true;
      await quiesce(shop);

      for (const order of shop.orders.stored()) expect(order).not.toHaveProperty('due');
      for (const id of productIds) await expectBooksBalance(shop, toProductId(id));
      // Only an availability band whose patch was lost is left to repair. After that, nothing is.
      expect(await shop.reconcile()).toMatchObject({
        findings: [],
        busy: 0,
        skipped: 0,
        repaired: { reservations: 0 },
      });
      const none = { reservations: 0, availability: 0 };
      expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 0, skipped: 0, broken: [], repaired: none });
    },
  );

test('beside place, cancel, ship and work, on replicas that lag, it breaks nothing and reports nothing of a healthy shop', async () => {
  await fc.assert(explore(false), { numRuns: 40 });
});

test('the same with crashes before and after any step', async () => {
  await fc.assert(explore(true), { numRuns: 40 });
});
