import { MAX_LAG_MS } from '../../../src/application/stock/reconciliation-run.ts';
import { cancel } from '../../../src/domain/order.ts';
import { corruptAll, plantVictims } from '../../support/corruptions.ts';
import { toProductId } from '../../support/ids.ts';
import { inMemoryBooks } from '../../support/in-memory/in-memory-books.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, placeOrderOf, type Shop, warehouse } from '../../support/shop.ts';
import { NOTHING_FOUND } from './reconcile-results.ts';

test('an order that a lagging replica has not seen yet is looked for again, and not reported', async () => {
  let hidden = true;
  const shop = openShop({
    wrap: replacing('orders', (real) => ({ get: async (id, options) => (hidden ? undefined : real.get(id, options)) })),
    pause: async () => {
      hidden = false;
    },
  });
  await shop.product('mug', 7);
  hidden = false;
  await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  hidden = true;

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
});

test('an order that is settled between two looks is not reported', async () => {
  const shop = openShop({
    wrap: replacing('stock', (real) => ({
      // The stream shows what was held a while ago.
      async *listHeld(productId) {
        yield* real.listHeld(productId);
        if (productId === undefined) yield { productId: toProductId('mug'), orderId: settled, quantity: 2 };
      },
    })),
  });
  await shop.product('mug', 7);
  const settled = await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  const shipment = { carrier: 'DHL', trackingNumber: '1' };
  await shop.ship({ orderId: settled, principal: warehouse, shipment, precondition: {} });
  await shop.drain();

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, checked: { reservations: 1 } });
});

test('an order that goes on between the looks at it is judged again, and not by what seemed odd before', async () => {
  let pauses = 0;
  const shop: Shop = openShop({
    wrap: replacing('orders', (real) => ({ get: async (id, options) => (lags() ? undefined : real.get(id, options)) })),
    pause: async () => {
      pauses += 1;
      // The reservation has just been read as held. Now the order is shipped and settled.
      if (pauses !== 2) return;
      await shop.ship({
        orderId,
        principal: warehouse,
        shipment: { carrier: 'DHL', trackingNumber: '1' },
        precondition: {},
      });
      await shop.drain();
    },
  });
  let reconciling = false;
  const lags = () => reconciling && pauses === 0;
  await shop.product('mug', 7);
  const orderId = await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  reconciling = true;

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
  expect(pauses).toBeGreaterThan(2);
});

test('an order whose cancellation a lagging replica does not show yet is not reported for a missing reservation', async () => {
  let pauses = 0;
  let confirmed: Awaited<ReturnType<Shop['orders']['get']>>;
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      orders: {
        ...ports.orders,
        get: async (id, options) => (pauses < 2 && confirmed ? confirmed : ports.orders.get(id, options)),
      },
      stock: {
        ...ports.stock,
        reservation: async (productId, id) => (pauses === 0 ? undefined : ports.stock.reservation(productId, id)),
      },
    }),
    pause: async () => {
      pauses += 1;
      if (pauses !== 1) return;
      const stored = await shop.orders.get(orderId);
      if (stored)
        await shop.orders.replace(cancel(stored.value, { by: 'staff' }, shop.clock().toISOString()), stored.etag);
      await shop.stock.release(toProductId('mug'), orderId, 2);
    },
  });
  await shop.product('mug', 20);
  const orderId = await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  confirmed = await shop.orders.get(orderId);

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
  expect(pauses).toBe(2);
});

/** A shop in which an order is missing, and changes as `changes` says before each look at it. */
const openShopWithOddOrder = async (changes: readonly ('missing' | 'other_items')[]) => {
  let pauses = 0;
  const shop: Shop = openShop({
    pause: async () => {
      pauses += 1;
      // Each look waits for the reservation, then for the order.
      const change = pauses % 2 === 0 ? changes[pauses / 2 - 1] : undefined;
      if (change) shop.orders.corrupt(orderId, change === 'missing' ? undefined : other);
    },
  });
  await shop.product('mug', 20);
  const orderId = await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  const order = (await shop.orders.get(orderId))?.value;
  if (!order) throw new Error('none');
  const other = { ...order, items: order.items.map((line) => ({ ...line, quantity: 3 })) };
  shop.orders.corrupt(orderId, undefined);
  return { shop, pauses: () => pauses };
};

test('an order that is odd in another way at each of three looks is not reported but counted', async () => {
  const { shop, pauses } = await openShopWithOddOrder(['other_items', 'missing', 'other_items', 'missing']);

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, busy: 1 });
  expect(pauses()).toBe(6);
});

test('an order that becomes odd in another way is reported once that is seen twice', async () => {
  const { shop } = await openShopWithOddOrder(['other_items', 'other_items']);

  expect(await shop.reconcile()).toMatchObject({
    findings: [{ code: 'other_quantity', productId: 'mug', expected: 3, found: 2 }],
    busy: 0,
  });
});

test('second looks wait for the lag once for all of them, and not at all in a healthy shop', async () => {
  const waits: number[] = [];
  const shop = openShop({
    pause: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  const books = inMemoryBooks(shop);
  const victims = await plantVictims(books);
  await shop.reconcile();

  expect(waits).toEqual([]);

  await corruptAll(books, victims);
  await shop.reconcile();
  expect(waits).toEqual([MAX_LAG_MS, MAX_LAG_MS]);
});
