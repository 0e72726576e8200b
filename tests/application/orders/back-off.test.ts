import { backOffMs } from '../../../src/application/orders/back-off.ts';

const backOff = { maxAttempts: 10, baseMs: 1000, capMs: 10_000 };

test.each([
  [0, 1000],
  [1, 2000],
  [3, 8000],
  [4, 10_000],
  [9, 10_000],
])('after attempt %i at most %i ms pass, spread by chance down to none', (attempt, most) => {
  expect([0, 0.5, 1].map((random) => backOffMs(backOff, attempt, random))).toEqual([0, most / 2, most]);
});
