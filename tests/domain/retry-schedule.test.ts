import { MAX_ATTEMPTS, retryWaitMs } from '../../src/domain/retry-schedule.ts';

const failed = { status: 500, answer: '' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('eleven attempts in a little more than three days', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS }, (_, n) => retryWaitMs(n + 1, failed, 0));

  expect(waits).toEqual([
    5_000,
    MINUTE,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
    undefined,
  ]);
});

test('a wait is up to a tenth longer, at random, and never shorter', () => {
  expect(retryWaitMs(1, failed, 0.5)).toBe(5_250);
  expect(retryWaitMs(1, failed, 0.999_999)).toBe(5_500);
});

test.each([429, 503])('an answer of %i may ask for a longer wait, up to an hour', (status) => {
  const call = (retryAfterMs: number) => ({ status, answer: '', retryAfterMs });

  expect(retryWaitMs(1, call(20_000), 0)).toBe(20_000);
  expect(retryWaitMs(1, call(9 * HOUR), 0)).toBe(HOUR);
});

test('it cannot ask for a shorter one', () => {
  expect(retryWaitMs(5, { status: 503, answer: '', retryAfterMs: 1_000 }, 0)).toBe(2 * HOUR);
});

test.each([500, 400, 301])('an answer of %i cannot ask for a wait', (status) => {
  expect(retryWaitMs(1, { status, answer: '', retryAfterMs: 20_000 }, 0)).toBe(5_000);
});

test('asking for a wait brings no attempt after the last one', () => {
  expect(retryWaitMs(MAX_ATTEMPTS, { status: 503, answer: '', retryAfterMs: 1_000 }, 0)).toBeUndefined();
});
