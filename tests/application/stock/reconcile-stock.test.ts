import { MAX_FINDINGS } from '../../../src/application/stock/reconciliation-results.ts';
import { cancel, ship } from '../../../src/domain/order.ts';
import {
  corruptAll,
  corruptions,
  expectedFindings,
  expectedRepairs,
  fixAll,
  plantVictims,
} from '../../support/corruptions.ts';
import { toOrderId, toProductId } from '../../support/ids.ts';
import { inMemoryBooks } from '../../support/in-memory/in-memory-books.ts';
import { replacing } from '../../support/replacing.ts';
import { customer, openShop, placeOrderOf, warehouse } from '../../support/shop.ts';
import { entriesOf, NOTHING_FOUND, nameFindings } from './reconcile-results.ts';

test('a healthy shop, whatever its orders went through, is left as it is', async () => {
  const shop = openShop();
  await shop.product('mug', 9);
  await shop.product('tea', 20);
  const principal = customer();
  const [first, second, third, fourth] = [
    await placeOrderOf(shop, ['mug', 2]),
    await placeOrderOf(shop, ['mug', 2]),
    await placeOrderOf(shop, ['tea', 2]),
    await placeOrderOf(shop, ['tea', 2]),
  ];
  await placeOrderOf(shop, ['mug', 30]);
  await shop.drain();
  await shop.cancel({ orderId: first, principal, precondition: {} });
  await shop.ship({
    orderId: third,
    principal: warehouse,
    shipment: { carrier: 'DHL', trackingNumber: '1' },
    precondition: {},
  });
  await shop.drain();
  // These orders still owe something.
  await shop.cancel({ orderId: second, principal, precondition: {} });
  await shop.ship({
    orderId: fourth,
    principal: warehouse,
    shipment: { carrier: 'DHL', trackingNumber: '2' },
    precondition: {},
  });
  await placeOrderOf(shop, ['tea', 2]);
  const outcome = await shop.reconcile();

  expect(outcome).toMatchObject({
    ...NOTHING_FOUND,
    checked: { reservations: 2, orders: 0, levels: 2, products: 2 },
    // Given back shortly before the worker would have done it.
    repaired: { reservations: 1, availability: 0 },
  });

  await shop.drain();
  expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, checked: { reservations: 1, orders: 1 } });
});

describe('of books with every kind of corruption', () => {
  test('the first run repairs what it may and reports the rest, the second repairs nothing; once all is fixed, nothing is found', async () => {
    const shop = openShop();
    const books = inMemoryBooks(shop);
    const victims = await plantVictims(books);

    expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);

    await corruptAll(books, victims);
    const first = await shop.reconcile();

    expect(nameFindings(first)).toEqual(expectedFindings);
    expect(first).toMatchObject({ repaired: expectedRepairs, busy: 0, skipped: 0, broken: [] });

    const second = await shop.reconcile();
    expect(nameFindings(second)).toEqual(expectedFindings);
    expect(second.repaired).toEqual({ reservations: 0, availability: 0 });

    await fixAll(books, victims);
    const third = await shop.reconcile();

    expect(third.findings).toEqual([]);
    // Fixing a level changed what was available.
    expect(third.repaired).toEqual({ reservations: 0, availability: 2 });
    expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
  });

  test.each(corruptions.map((corruption, n) => ({ ...corruption, n })))(
    '$name: found by itself, with nothing but ids and figures in the log',
    async ({ n, corrupt, repaired, reported = [] }) => {
      const shop = openShop();
      const books = inMemoryBooks(shop);
      const victim = (await plantVictims(books))[n];
      if (!victim) throw new Error('no victim');
      await corrupt(books, victim);
      const outcome = await shop.reconcile();

      expect(nameFindings(outcome)).toEqual(reported.map((code) => `${code} ${victim.productId}`));
      expect(outcome.repaired).toEqual({
        reservations: repaired === 'reservations' ? 1 : 0,
        availability: repaired === 'availability' ? 1 : 0,
      });
      expect(entriesOf(shop, 'reconcile_finding').map(({ level, fields }) => ({ level, fields }))).toEqual(
        outcome.findings.map((finding) => ({ level: 'warn', fields: finding })),
      );
      for (const { fields } of shop.log.entries)
        expect(JSON.stringify(fields)).not.toContain(victim.order.shippingAddress.recipient);
    },
  );

  test('two runs at once repair each thing once', async () => {
    const shop = openShop();
    const books = inMemoryBooks(shop);
    await corruptAll(books, await plantVictims(books));
    const outcomes = await Promise.all([shop.reconcile(), shop.reconcile()]);

    expect(outcomes.reduce((sum, { repaired }) => sum + repaired.reservations, 0)).toBe(expectedRepairs.reservations);
    for (const outcome of outcomes) expect(nameFindings(outcome)).toEqual(expectedFindings);
  });
});

test('what is held for a cancelled order is given back as it is held, and the band follows', async () => {
  const shop = openShop();
  await shop.product('mug', 7);
  const orderId = await placeOrderOf(shop, ['mug', 3]);
  await shop.drain();

  expect((await shop.products.get(toProductId('mug')))?.value.availability).toBe('low');

  await shop.cancel({ orderId, principal: customer(), precondition: {} });

  expect((await shop.reconcile()).repaired).toEqual({ reservations: 1, availability: 0 });
  expect((await shop.stock.level(toProductId('mug')))?.value).toEqual({
    received: 7,
    shipped: 0,
    available: 7,
    held: 0,
  });
  expect((await shop.products.get(toProductId('mug')))?.value.availability).toBe('in_stock');

  // The late worker finds that it is done.
  await shop.drain();
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(7);
});

test('a shipped order that still owes its settling is the relay’s, however long ago it was', async () => {
  const shop = openShop();
  const books = inMemoryBooks(shop);
  const [victim] = await plantVictims(books);
  if (!victim) throw new Error('no victim');
  const shipped = ship(victim.order, { carrier: 'DHL', trackingNumber: '1' }, '2020-01-01T00:00:00.000Z');
  await books.putOrder(victim.order.id, shipped);

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
});

test('a band that is wrong again after every repair is left to the next night', async () => {
  const shop = openShop({
    wrap: replacing('products', () => ({ setAvailability: async () => {} })),
  });
  await shop.product('mug', 50);
  await shop.products.setAvailability(toProductId('mug'), 'low');

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, repaired: { reservations: 0, availability: 6 } });
});

test('a repair is logged, with the old value', async () => {
  const shop = openShop();
  await shop.product('mug', 50);
  const orderId = await placeOrderOf(shop, ['mug', 48]);
  await shop.drain();
  const stored = await shop.orders.get(orderId);
  if (!stored) throw new Error('none');
  await shop.orders.replace(cancel(stored.value, { by: 'staff' }, shop.clock().toISOString()), stored.etag);
  await shop.product('tea', 50);
  await shop.products.setAvailability(toProductId('tea'), 'low');
  await shop.reconcile();

  expect(entriesOf(shop, 'reconcile_repaired').map(({ fields }) => fields)).toEqual([
    { what: 'reservations', productId: 'mug', orderId, quantity: 48 },
    { what: 'availability', productId: 'tea', band: 'in_stock' },
  ]);
});

test('a level is not read for every reservation', async () => {
  let reads = 0;
  const shop = openShop({
    wrap: replacing('stock', (real) => ({
      level: async (productId) => {
        reads += 1;
        return real.level(productId);
      },
    })),
  });
  for (const id of ['mug', 'tea']) await shop.product(id, 100);
  for (let n = 0; n < 100; n++) await placeOrderOf(shop, [n % 2 === 0 ? 'mug' : 'tea', 1]);
  await shop.drain();
  reads = 0;

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, checked: { reservations: 100 } });
  expect(reads).toBeLessThan(30);
});

test('a thousand findings are kept, all are counted and logged', async () => {
  let pauses = 0;
  const shop = openShop({
    pause: async () => {
      pauses += 1;
    },
  });
  const count = MAX_FINDINGS + 5;
  await shop.product('mug', count);
  for (let n = 0; n < count; n++)
    await shop.stock.reserve(toProductId('mug'), toOrderId(`ord_0123456789abcdef_${String(n).padStart(26, '0')}`), 1);
  const outcome = await shop.reconcile();

  expect(outcome.found).toBe(count);
  expect(outcome.findings).toHaveLength(MAX_FINDINGS);
  expect(entriesOf(shop, 'reconcile_finding')).toHaveLength(count);
  // Two looks at the first thousand, then two at the rest.
  expect(pauses).toBe(4);
});
