import { MAX_FINDINGS, type Reconciliation } from '../../../src/application/stock/reconciliation-results.ts';
import { MAX_LAG_MS, MAX_RUN_MS } from '../../../src/application/stock/reconciliation-run.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { cancel, ship } from '../../../src/domain/order.ts';
import {
  corruptAll,
  corruptions,
  expectedFindings,
  expectedRepairs,
  mendAll,
  plantVictims,
} from '../../support/corruptions.ts';
import { inMemoryBooks } from '../../support/in-memory/in-memory-books.ts';
import { address, customer, openShop, type Shop, warehouse } from '../../support/shop.ts';

const NOTHING = {
  repaired: { reservations: 0, availability: 0 },
  findings: [],
  found: 0,
  busy: 0,
  skipped: 0,
  broken: [],
};

const named = ({ findings }: Reconciliation): string[] =>
  findings.map(({ code, productId }) => `${code} ${productId}`).toSorted();

const place = async (shop: Shop, productId: string, quantity = 2) => {
  const { value } = await shop.place({
    customerId: 'alice',
    items: [{ productId, quantity }],
    shippingAddress: address,
  });
  return value.id;
};

const events = (shop: Shop, event: string) => shop.log.entries.filter((entry) => entry.event === event);

test('a healthy shop, whatever its orders went through, is left as it is', async () => {
  const shop = openShop();
  await shop.product('mug', 9);
  await shop.product('tea', 20);
  const principal = customer();
  const [first, second, third, fourth] = [
    await place(shop, 'mug'),
    await place(shop, 'mug'),
    await place(shop, 'tea'),
    await place(shop, 'tea'),
  ];
  await place(shop, 'mug', 30);
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
  await place(shop, 'tea');
  const outcome = await shop.reconcile();

  expect(outcome).toMatchObject({
    ...NOTHING,
    checked: { reservations: 2, orders: 0, levels: 2, products: 2 },
    // Given back shortly before the worker would have done it.
    repaired: { reservations: 1, availability: 0 },
  });

  await shop.drain();
  expect(await shop.reconcile()).toMatchObject({ ...NOTHING, checked: { reservations: 1, orders: 1 } });
});

describe('of books with every kind of corruption', () => {
  test('the first run repairs what it may and reports the rest, the second repairs nothing; once all is fixed, nothing is found', async () => {
    const shop = openShop();
    const books = inMemoryBooks(shop);
    const victims = await plantVictims(books);

    expect(await shop.reconcile()).toMatchObject(NOTHING);

    await corruptAll(books, victims);
    const first = await shop.reconcile();

    expect(named(first)).toEqual(expectedFindings);
    expect(first).toMatchObject({ repaired: expectedRepairs, busy: 0, skipped: 0, broken: [] });

    const second = await shop.reconcile();
    expect(named(second)).toEqual(expectedFindings);
    expect(second.repaired).toEqual({ reservations: 0, availability: 0 });

    await mendAll(books, victims);
    const third = await shop.reconcile();

    expect(third.findings).toEqual([]);
    // Fixing a level changed what was available.
    expect(third.repaired).toEqual({ reservations: 0, availability: 2 });
    expect(await shop.reconcile()).toMatchObject(NOTHING);
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

      expect(named(outcome)).toEqual(reported.map((code) => `${code} ${victim.productId}`));
      expect(outcome.repaired).toEqual({
        reservations: repaired === 'reservations' ? 1 : 0,
        availability: repaired === 'availability' ? 1 : 0,
      });
      expect(events(shop, 'reconcile_finding').map(({ level, fields }) => ({ level, fields }))).toEqual(
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
    for (const outcome of outcomes) expect(named(outcome)).toEqual(expectedFindings);
  });
});

test('what is held for a cancelled order is given back as it is held, and the band follows', async () => {
  const shop = openShop();
  await shop.product('mug', 7);
  const orderId = await place(shop, 'mug', 3);
  await shop.drain();

  expect((await shop.products.get('mug'))?.value.availability).toBe('low');

  await shop.cancel({ orderId, principal: customer(), precondition: {} });

  expect((await shop.reconcile()).repaired).toEqual({ reservations: 1, availability: 0 });
  expect((await shop.stock.level('mug'))?.value).toEqual({ received: 7, shipped: 0, available: 7, held: 0 });
  expect((await shop.products.get('mug'))?.value.availability).toBe('in_stock');

  // The late worker finds that it is done.
  await shop.drain();
  expect((await shop.stock.level('mug'))?.value.available).toBe(7);
});

test('an order that a lagging replica has not seen yet is looked for again, and not reported', async () => {
  let hidden = true;
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      orders: { ...ports.orders, get: async (id, options) => (hidden ? undefined : ports.orders.get(id, options)) },
    }),
    pause: async () => {
      hidden = false;
    },
  });
  await shop.product('mug', 7);
  hidden = false;
  await place(shop, 'mug');
  await shop.drain();
  hidden = true;

  expect(await shop.reconcile()).toMatchObject(NOTHING);
});

test('an order that is settled between two looks is not reported', async () => {
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        // The stream shows what was held a while ago.
        async *listHeld(productId) {
          yield* ports.stock.listHeld(productId);
          if (productId === undefined) yield { productId: 'mug', orderId: settled, quantity: 2 };
        },
      },
    }),
  });
  await shop.product('mug', 7);
  const settled = await place(shop, 'mug');
  await shop.drain();
  const shipment = { carrier: 'DHL', trackingNumber: '1' };
  await shop.ship({ orderId: settled, principal: warehouse, shipment, precondition: {} });
  await shop.drain();

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING, checked: { reservations: 1 } });
});

test('an order that goes on between the looks at it is judged again, and not by what seemed odd before', async () => {
  let pauses = 0;
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      orders: { ...ports.orders, get: async (id, options) => (lags() ? undefined : ports.orders.get(id, options)) },
    }),
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
  const orderId = await place(shop, 'mug');
  await shop.drain();
  reconciling = true;

  expect(await shop.reconcile()).toMatchObject(NOTHING);
  expect(pauses).toBeGreaterThan(2);
});

test('a level and its reservations that lag in turns are not reported', async () => {
  let look = 0;
  const level = { received: 20, shipped: 0, available: 18, held: 2 };
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        // One reservation was made just before the first look, another just after it. The level
        // shows only the first.
        level: async (productId) => (look < 2 ? { value: level, etag: '"old"' } : ports.stock.level(productId)),
        async *listLevels() {
          yield { productId: 'mug', value: level, etag: '"old"' };
        },
        async *listHeld(productId) {
          const shown = look === 0 ? 0 : 2;
          let n = 0;
          for await (const item of ports.stock.listHeld(productId))
            if (productId === undefined || n++ < shown) yield item;
        },
      },
    }),
    pause: async () => {
      look += 1;
    },
  });
  await shop.product('mug', 20);
  await place(shop, 'mug');
  await place(shop, 'mug');
  await shop.drain();

  expect(await shop.reconcile()).toMatchObject(NOTHING);
  expect(look).toBe(2);
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
      await shop.stock.release('mug', orderId, 2);
    },
  });
  await shop.product('mug', 20);
  const orderId = await place(shop, 'mug');
  await shop.drain();
  confirmed = await shop.orders.get(orderId);

  expect(await shop.reconcile()).toMatchObject(NOTHING);
  expect(pauses).toBe(2);
});

test('a long run logs its progress', async () => {
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      orders: {
        ...ports.orders,
        get: async (id, options) => {
          shop.clock.advance(20_000);
          return ports.orders.get(id, options);
        },
      },
    }),
  });
  await shop.product('mug', 9);
  for (let n = 0; n < 3; n++) await place(shop, 'mug');
  await shop.drain();
  await shop.reconcile();

  expect(events(shop, 'reconcile_progress')).toMatchObject([{ fields: { reservations: 3, found: 0 } }]);
});

describe('a run that has no time left', () => {
  /** Every read of an order takes `minutes`, found or not. */
  const slow = (minutes: number) => {
    const shop: Shop = openShop({
      wrap: (ports) => ({
        ...ports,
        orders: {
          ...ports.orders,
          get: async (id, options) => {
            shop.clock.advance(minutes * 60_000);
            return ports.orders.get(id, options);
          },
        },
      }),
    });
    return shop;
  };

  const hold = async (shop: Shop, count: number): Promise<void> => {
    await shop.product('mug', count);
    for (let n = 0; n < count; n++)
      await shop.stock.reserve('mug', `ord_0123456789abcdef_${String(n).padStart(26, '0')}`, 1);
  };

  test('stops within a pass, begins none after it, and says so', async () => {
    const shop = slow(1);
    await hold(shop, 300);
    const begin = shop.clock().getTime();
    const { broken, checked } = await shop.reconcile();
    const reason = 'Error: out of time after 20 minutes';

    expect(broken.slice(0, 3)).toEqual([
      { pass: 'reservations', reason },
      { pass: 'orders', reason },
      { pass: 'levels', reason },
    ]);
    // The ones that were started are finished.
    expect(checked.reservations).toBeGreaterThan(0);
    expect(checked.reservations).toBeLessThan(40);
    expect(shop.clock().getTime() - begin).toBeLessThan(MAX_RUN_MS + 20 * 60_000);
  });

  test('has already repaired what shoppers see', async () => {
    const shop = slow(1);
    await hold(shop, 100);
    await shop.product('tea', 50);
    await shop.products.setAvailability('tea', 'low');
    const { broken, checked, repaired } = await shop.reconcile();

    expect(broken).not.toContainEqual(expect.objectContaining({ pass: 'products' }));
    expect(checked.products).toBe(2);
    expect(repaired.availability).toBe(2);
  });

  test.each([
    [20, ['orders', 'levels'], 1],
    [25, ['orders', 'levels', 'second looks'], 0],
  ])(
    'at minute %s gives up on %p, and what seemed odd before is looked at again for a while still',
    async (minutes, passes, found) => {
      const shop: Shop = openShop({
        wrap: (ports) => ({
          ...ports,
          orders: {
            ...ports.orders,
            async *listConfirmed() {
              shop.clock.advance(minutes * 60_000);
              yield* ports.orders.listConfirmed();
            },
          },
        }),
      });
      await shop.product('tea', 5);
      await place(shop, 'tea');
      await shop.drain();
      await hold(shop, 1);
      const outcome = await shop.reconcile();

      expect(outcome.broken.map(({ pass }) => pass)).toEqual(passes);
      expect(outcome.found).toBe(found);
    },
  );
});

test('a level that keeps changing is not reported but counted, to be looked at the next night', async () => {
  let pauses = 0;
  const shop: Shop = openShop({
    pause: async () => {
      pauses += 1;
      await shop.stock.adjust('mug', { delta: 1, idempotencyKey: String(pauses) });
    },
  });
  await shop.product('mug', 7);
  const level = (await shop.stock.level('mug'))?.value;
  if (level) shop.stock.corrupt.level('mug', { ...level, held: 2, available: level.available - 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 1 });
  // The first look and five more.
  expect(pauses).toBe(5);
  expect(events(shop, 'reconcile_busy')).toMatchObject([{ level: 'info', fields: { productId: 'mug' } }]);
});

test('a level that changes during every look at it is not reported either', async () => {
  let changes = 0;
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        async *listHeld(productId) {
          changes += 1;
          if (productId) await ports.stock.adjust(productId, { delta: 1, idempotencyKey: String(changes) });
          yield* ports.stock.listHeld(productId);
        },
      },
    }),
  });
  await shop.product('mug', 7);
  shop.stock.corrupt.level('mug', { received: 7, shipped: 0, available: 5, held: 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 1, skipped: 0 });
});

test('a level that changes once while it is looked at is compared as it is then, without a wait', async () => {
  let orders = 0;
  let pauses = 0;
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        async *listHeld(productId) {
          if (productId && orders++ === 0) await ports.stock.reserve(productId, 'ord_late', 2);
          yield* ports.stock.listHeld(productId);
        },
      },
    }),
    pause: async () => {
      pauses += 1;
    },
  });
  await shop.product('mug', 20);

  expect(await shop.reconcile()).toMatchObject(NOTHING);
  expect(pauses).toBe(0);
});

test('a level that disappears while its reservations are added up is not reported', async () => {
  const shop: Shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        async *listHeld(productId) {
          yield* ports.stock.listHeld(productId);
          if (productId) shop.stock.corrupt.level(productId, undefined);
        },
      },
    }),
  });
  await shop.product('mug', 5);
  shop.stock.corrupt.level('mug', { received: 5, shipped: 0, available: 3, held: 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 0, skipped: 0 });
});

test('a level that is gone by the second look is not reported', async () => {
  const shop: Shop = openShop({ pause: async () => shop.stock.corrupt.level('mug', undefined) });
  await shop.product('mug', 5);
  shop.stock.corrupt.level('mug', { received: 5, shipped: 0, available: 5, held: 2 });

  expect(await shop.reconcile()).toMatchObject(NOTHING);
});

test('a band that is wrong again after every repair is left to the next night', async () => {
  const shop = openShop({
    wrap: (ports) => ({ ...ports, products: { ...ports.products, setAvailability: async () => {} } }),
  });
  await shop.product('mug', 50);
  await shop.products.setAvailability('mug', 'low');

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING, repaired: { reservations: 0, availability: 6 } });
});

test('a repair is logged, with the old value', async () => {
  const shop = openShop();
  await shop.product('mug', 50);
  const orderId = await place(shop, 'mug', 48);
  await shop.drain();
  const stored = await shop.orders.get(orderId);
  if (!stored) throw new Error('none');
  await shop.orders.replace(cancel(stored.value, { by: 'staff' }, shop.clock().toISOString()), stored.etag);
  await shop.product('tea', 50);
  await shop.products.setAvailability('tea', 'low');
  await shop.reconcile();

  expect(events(shop, 'reconcile_repaired').map(({ fields }) => fields)).toEqual([
    { what: 'reservations', productId: 'mug', orderId, quantity: 48 },
    { what: 'availability', productId: 'tea', band: 'in_stock' },
  ]);
});

test('a level that is missing is reported once, for however many orders', async () => {
  const shop = openShop();
  await shop.product('mug', 20);
  await place(shop, 'mug');
  await place(shop, 'mug');
  await shop.drain();
  shop.stock.corrupt.level('mug', undefined);

  expect(named(await shop.reconcile())).toEqual(['level_missing mug']);
});

test('a level that is missing is not reported once nothing is held of it', async () => {
  const shop: Shop = openShop({
    pause: async () => {
      shop.orders.corrupt(orderId, undefined);
      shop.stock.corrupt.reservation('mug', orderId, undefined);
    },
  });
  await shop.product('mug', 20);
  const orderId = await place(shop, 'mug');
  await shop.drain();
  shop.stock.corrupt.level('mug', undefined);

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 0, skipped: 0 });
});

test('an order that is odd in another way at every look is not reported but counted', async () => {
  let pauses = 0;
  const shop: Shop = openShop({
    pause: async () => {
      pauses += 1;
      if (pauses > 20) throw new Error('it never ends');
      // Missing at the first look, with other items at the second, missing again at the third.
      if (pauses % 2 === 0) shop.orders.corrupt(orderId, pauses % 4 === 0 ? undefined : other);
    },
  });
  await shop.product('mug', 20);
  const orderId = await place(shop, 'mug');
  await shop.drain();
  const order = (await shop.orders.get(orderId))?.value;
  if (!order) throw new Error('none');
  const other = { ...order, items: order.items.map((line) => ({ ...line, quantity: 3 })) };
  shop.orders.corrupt(orderId, undefined);

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING, busy: 1 });
  expect(pauses).toBeLessThan(20);
});

test('a level is not read for every reservation', async () => {
  let reads = 0;
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: {
        ...ports.stock,
        level: async (productId) => {
          reads += 1;
          return ports.stock.level(productId);
        },
      },
    }),
  });
  for (const id of ['mug', 'tea']) await shop.product(id, 100);
  for (let n = 0; n < 100; n++) await place(shop, n % 2 === 0 ? 'mug' : 'tea', 1);
  await shop.drain();
  reads = 0;

  expect(await shop.reconcile()).toMatchObject({ ...NOTHING, checked: { reservations: 100 } });
  expect(reads).toBeLessThan(30);
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
    await shop.stock.reserve('mug', `ord_0123456789abcdef_${String(n).padStart(26, '0')}`, 1);
  const outcome = await shop.reconcile();

  expect(outcome.found).toBe(count);
  expect(outcome.findings).toHaveLength(MAX_FINDINGS);
  expect(events(shop, 'reconcile_finding')).toHaveLength(count);
  // Two looks at the first thousand, then two at the rest.
  expect(pauses).toBe(4);
});

describe('when reads fail', () => {
  const failing = (times: number) => {
    let left = times;
    const shop = openShop({
      wrap: (ports) => ({
        ...ports,
        orders: {
          ...ports.orders,
          get: async (id, options) => {
            if (left > 0 && left-- > 0) throw new Unavailable('cosmos');
            return ports.orders.get(id, options);
          },
        },
      }),
    });
    return { shop, books: inMemoryBooks(shop) };
  };

  test('what cannot be read is skipped and logged, and the rest is checked', async () => {
    const { shop, books } = failing(2);
    await plantVictims(books);

    expect(await shop.reconcile()).toMatchObject({
      ...NOTHING,
      skipped: 2,
      checked: { reservations: corruptions.length - 2, orders: corruptions.length },
    });
    expect(events(shop, 'reconcile_skipped')).toHaveLength(2);
  });

  test('what could not be read is logged with its ids', async () => {
    const fails = () => Promise.reject(new Unavailable('cosmos'));
    let broken = false;
    const shop = openShop({
      wrap: (ports) => ({
        ...ports,
        orders: { ...ports.orders, get: (...args) => (broken ? fails() : ports.orders.get(...args)) },
        stock: {
          ...ports.stock,
          level: (...args) => (broken ? fails() : ports.stock.level(...args)),
          reservation: fails,
          async *listHeld(productId) {
            if (productId) await fails();
            yield* ports.stock.listHeld(productId);
          },
        },
      }),
    });
    await shop.product('mug', 20);
    const orderId = await place(shop, 'mug');
    await shop.drain();
    broken = true;

    expect(await shop.reconcile()).toMatchObject({ ...NOTHING, skipped: 4 });

    const reason = 'Unavailable: cosmos is not available.';
    expect(events(shop, 'reconcile_skipped').map(({ fields }) => fields)).toEqual([
      { productId: 'mug', reason },
      { productId: 'mug', orderId, reason },
      { orderId, reason },
      { productId: 'mug', reason },
    ]);
  });

  test('what could not be read again is also logged with its ids', async () => {
    let broken = false;
    const shop: Shop = openShop({
      wrap: (ports) => ({
        ...ports,
        stock: {
          ...ports.stock,
          level: (id) => (broken ? Promise.reject(new Unavailable('cosmos')) : ports.stock.level(id)),
        },
      }),
      pause: async () => {
        broken = true;
      },
    });
    await shop.product('mug', 20);
    // Wrong in itself, against what is held, and against the band.
    shop.stock.corrupt.level('mug', { received: 9, shipped: 0, available: 0, held: 2 });

    expect(await shop.reconcile()).toMatchObject({ ...NOTHING, skipped: 3 });

    const fields = { productId: 'mug', reason: 'Unavailable: cosmos is not available.' };
    expect(events(shop, 'reconcile_skipped').map((entry) => entry.fields)).toEqual([fields, fields, fields]);
  });

  test('a pass in which everything fails breaks off, and the others go on', async () => {
    const { shop } = failing(Number.POSITIVE_INFINITY);
    await shop.product('mug', 100);
    for (let n = 0; n < 50; n++)
      await shop.stock.reserve('mug', `ord_0123456789abcdef_${String(n).padStart(26, '0')}`, 1);
    const { broken, skipped, checked } = await shop.reconcile();

    expect(broken).toMatchObject([{ pass: 'reservations', reason: expect.stringContaining('cosmos') }]);
    expect(skipped).toBeLessThan(50);
    expect(checked).toMatchObject({ levels: 1, products: 1 });
  });
});

test('a shipped order that still owes its settling is the relay’s, however long ago it was', async () => {
  const shop = openShop();
  const books = inMemoryBooks(shop);
  const [victim] = await plantVictims(books);
  if (!victim) throw new Error('no victim');
  const shipped = ship(victim.order, { carrier: 'DHL', trackingNumber: '1' }, '2020-01-01T00:00:00.000Z');
  await books.putOrder(victim.order.id, shipped);

  expect(await shop.reconcile()).toMatchObject(NOTHING);
});
