import { measureSettlingMs, percentile, toPercentiles } from '../../../cli/replay/summary.ts';

test.each([
  [[7], 50, 7],
  [[7], 95, 7],
  [[4, 1, 3, 2], 50, 2],
  [Array.from({ length: 100 }, (_, n) => 100 - n), 95, 95],
  [Array.from({ length: 20 }, (_, n) => n + 1), 95, 19],
  [[1, 10, 100], 0, 1],
  [[1, 10, 100], 100, 100],
])('of %j the percentile %d is %d', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

test('nothing measured has no percentiles', () => {
  expect(percentile([], 50)).toBeUndefined();
  expect(toPercentiles([])).toEqual({ p50: null, p95: null, count: 0 });
});

test('settling lasts from placed to decided, by the times of the server', () => {
  const order = { id: 'a', status: 'placed' as const, items: [], shippingAddress: { recipient: 'x', line1: 'x' } };
  const placedAt = '2026-01-01T00:00:00.000Z';

  expect(measureSettlingMs({ ...order, placedAt, confirmedAt: '2026-01-01T00:00:01.250Z' })).toBe(1250);
  expect(measureSettlingMs({ ...order, placedAt, rejectedAt: '2026-01-01T00:00:00.040Z' })).toBe(40);
  expect(measureSettlingMs({ ...order, placedAt })).toBeUndefined();
});
