import { parseRetryAfter } from '../../../src/adapters/http/parse-retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');

test.each([
  ['0', 0],
  ['1', 1_000],
  [' 120 ', 120_000],
  ['3600', 3_600_000],
  ['3601', 3_600_000],
  ['9999999999', 3_600_000],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 14:00:00 GMT', 3_600_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
])('%j asks for %d ms', (text, wait) => {
  expect(parseRetryAfter(text, now)).toBe(wait);
});

test.each([
  undefined,
  '',
  '-1',
  '1.5',
  '1e3',
  '99999999999',
  'soon',
  '1, 2',
  '2026-03-01T12:00:30Z',
  'Sun, 01 Mar 2026 12:00:30 +0100',
  'Sun, 01 Foo 2026 12:00:30 GMT',
])('%j asks for nothing', (text) => {
  expect(parseRetryAfter(text, now)).toBeUndefined();
});
