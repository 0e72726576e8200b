import { parseSchedule, type Schedule } from '../../../../local/functions-host/timer/schedule.ts';
import { parseStatus, startOf, statusJson } from '../../../../local/functions-host/timer/schedule-status.ts';

const schedule = (text: string): Schedule => {
  const parsed = parseSchedule(text, 'UTC', []);
  if (parsed === undefined) throw new Error(`${text} is no schedule`);
  return parsed;
};
const nightly = schedule('0 0 3 * * *');
const at = (text: string) => new Date(`${text}Z`);

describe('where a timer stands at start', () => {
  test('is before its next time at the first start, which is stored at once', () => {
    const now = at('2026-11-24T12:00');

    expect(startOf(undefined, now, nightly)).toEqual({
      status: { last: undefined, next: at('2026-11-25T03:00'), lastUpdated: undefined },
      store: { last: undefined, next: at('2026-11-25T03:00'), lastUpdated: now },
    });
  });

  test('is past due when the stored time has passed, also before the first run', () => {
    const next = at('2026-11-25T03:00');
    const ran = { last: at('2026-11-24T03:00'), next, lastUpdated: at('2026-11-24T03:00') };
    const neverRan = { last: undefined, next, lastUpdated: at('2026-11-24T12:00') };

    expect(startOf(ran, at('2026-11-27T09:00'), nightly)).toEqual({ status: ran, missed: next });
    expect(startOf(neverRan, at('2026-11-25T03:00:00.001'), nightly)).toEqual({ status: neverRan, missed: next });
    expect(startOf(ran, next, nightly)).toEqual({ status: ran });
    expect(startOf(ran, at('2026-11-24T09:00'), nightly)).toEqual({ status: ran });
  });

  test('is counted again, and not past due, when the schedule has changed since', () => {
    const last = at('2026-11-24T03:00');
    const stored = { last, next: at('2026-11-25T03:00'), lastUpdated: last };
    const to = (now: Date, text: string) => startOf(stored, now, schedule(text));

    // Counted from the last run if the next time has not passed.
    const later = { last: undefined, next: at('2026-11-24T13:00'), lastUpdated: last };
    expect(to(at('2026-11-24T12:00'), '0 0 13 * * *')).toEqual({ status: later, store: later });

    // Otherwise from now.
    const now = at('2026-11-26T12:00');
    const fromNow = { last: undefined, next: at('2026-11-27T04:00'), lastUpdated: now };

    expect(to(now, '0 0 4 * * *')).toEqual({ status: fromNow, store: fromNow });
    // The next start knows what it was counted from.
    expect(startOf(fromNow, at('2026-11-28T00:00'), schedule('0 0 4 * * *')).missed).toEqual(at('2026-11-27T04:00'));
  });

  test('is never due by a schedule without a day', () => {
    const never = startOf(undefined, at('2026-11-24T12:00'), schedule('0 0 0 30 2 *'));
    expect(never.status.next).toBeUndefined();
    expect(startOf(never.store, at('2027-11-24T12:00'), schedule('0 0 0 30 2 *'))).toEqual({ status: never.store });
  });
});

describe('the stored status', () => {
  test('is written in the format of the real host, and read back', () => {
    const status = { last: undefined, next: at('2026-11-25T03:00'), lastUpdated: at('2026-11-24T12:00:00.120') };
    const json = statusJson(status);

    expect(json).toEqual({
      Last: '0001-01-01T00:00:00+00:00',
      Next: '2026-11-25T03:00:00+00:00',
      LastUpdated: '2026-11-24T12:00:00.120+00:00',
    });
    expect(parseStatus(JSON.stringify(json))).toEqual(status);
  });

  test('is read as the real host writes it', () => {
    const real =
      '{"Last":"2026-11-24T04:00:00.0012345+01:00","Next":"2026-11-25T04:00:00+01:00","LastUpdated":"0001-01-01T00:00:00"}';

    expect(parseStatus(real)).toEqual({
      last: at('2026-11-24T03:00:00.001'),
      next: at('2026-11-25T03:00'),
      lastUpdated: undefined,
    });
  });

  test.each(['', 'null', '[]', '{"Next":7}', '{"Next":"soon"}'])('is not %j', (text) => {
    expect(() => parseStatus(text)).toThrow();
  });
});
