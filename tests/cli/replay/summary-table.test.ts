import type { ReplaySummary } from '../../../cli/replay/summary.ts';
import { summaryTable } from '../../../cli/replay/summary-table.ts';

const summary: ReplaySummary = {
  ok: false,
  products: { total: 30, created: 30, existing: 0 },
  orders: {
    total: 40,
    created: 15,
    replayed: 0,
    replayedAfterRetry: 0,
    failed: 25,
    confirmed: 15,
    rejected: 0,
    other: 0,
    elsewhere: 0,
  },
  placing: { p50: 12.4, p95: 12_345, count: 15 },
  settling: { p50: null, p95: null, count: 0 },
  seconds: { placing: 1, total: 2 },
  ordersPerSecond: 15,
  outcomes: [],
  problems: {
    products: Array.from({ length: 30 }, (_, n) => ({
      productId: `product-${n}`,
      problems: ['held is 1, but confirmed orders hold 0'],
      level: { available: 0, held: 1, received: 1, shipped: 0 },
      confirmedUnits: 0,
      shippedUnits: 0,
    })),
    orders: [],
    failed: Array.from({ length: 25 }, (_, n) => ({ number: `no-${n}.`, customer: 'anna', reason: 'refused' })),
    unsettled: [],
  },
};

test('every product whose books do not balance is listed, and the first of many orders', () => {
  const text = summaryTable(summary);

  for (const { productId } of summary.problems.products) expect(text).toContain(` ${productId} `);
  expect(text).toContain('Orders that were not placed (25)');
  expect(text).toContain('no-19.');
  expect(text).not.toContain('no-20.');
  expect(text).toContain('... and 5 more; --json has them all.');
});

test('short times are in milliseconds, long ones in seconds, and nothing measured is a dash', () => {
  const text = summaryTable(summary);
  expect(text).toContain('p50 12 ms, p95 12.3 s (15 orders)');
  expect(text).toMatch(/settling, by the server's times\s+│ - /);
});
