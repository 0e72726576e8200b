import { dayAfter, dayOf, daysBetween, isDay, lastClosedDay } from '../../src/domain/day.ts';

test.each(['2026-03-01', '2024-02-29', '1999-12-31'])('%s is a day', (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-3-1',
  '2026-03-01T',
  ' 2026-03-01',
  '2026-03-01\n',
  '20260301',
  'today',
  '',
  '../2026',
  '+002026-03-01',
  // A month of the year 12026: as many characters as a day.
  '+012026-03',
])('%j is not a day', (text) => {
  expect(isDay(text)).toBe(false);
});

test('days follow each other over months, years and leap days', () => {
  expect(['2026-02-28', '2024-02-28', '2026-12-31', '2026-03-28'].map(dayAfter)).toEqual([
    '2026-03-01',
    '2024-02-29',
    '2027-01-01',
    '2026-03-29',
  ]);
});

test('a day is that of UTC', () => {
  expect(dayOf(new Date('2026-03-01T23:30:00-01:00'))).toBe('2026-03-02');
});

test.each([
  ['2026-03-02T00:14:59.999Z', '2026-02-28'],
  ['2026-03-02T00:15:00.000Z', '2026-03-01'],
  ['2026-03-02T23:59:59.999Z', '2026-03-01'],
])('at %s the last closed day is %s', (now, day) => {
  expect(lastClosedDay(new Date(now))).toBe(day);
});

test('days from one to another, both included', () => {
  expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  expect(daysBetween('2026-02-27', '2026-02-27')).toEqual(['2026-02-27']);
  expect(daysBetween('2026-02-27', '2026-02-26')).toEqual([]);
  expect(daysBetween('2026-02-27', '2026-02-01')).toEqual([]);
  expect(daysBetween('2020-01-01', '2029-12-31')).toHaveLength(3653);
});
