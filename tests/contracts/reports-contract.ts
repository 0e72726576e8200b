import type { Reports } from '../../src/application/ports/reports.ts';
import { dayAfter } from '../../src/domain/day.ts';

let day = '2001-01-01';

/** A day that no other test reports. */
export const sampleDay = (): string => {
  day = dayAfter(day);
  return day;
};

const textOf = async (bytes: Promise<Uint8Array | undefined>): Promise<string | undefined> => {
  const read = await bytes;
  return read && Buffer.from(read).toString();
};

/**
 * What every implementation of `Reports` does. `make` runs once per test; storage may be shared.
 */
export const describeReports = (name: string, make: () => Reports | Promise<Reports>): void => {
  describe(`Reports: ${name}`, () => {
    let reports: Reports;

    beforeEach(async () => {
      reports = await make();
    });

    test('are read as they were created, each by its day and format', async () => {
      const [first, second] = [sampleDay(), sampleDay()];
      for (const date of [first, second]) {
        for (const format of ['json', 'csv'] as const) {
          expect(await reports.create(date, format, Buffer.from(`${format} of ${date}, 茶`))).toBe('created');
        }
      }
      for (const date of [first, second]) {
        for (const format of ['json', 'csv'] as const) {
          expect(await textOf(reports.read(date, format))).toBe(`${format} of ${date}, 茶`);
        }
      }
    });

    test('that are not there are undefined', async () => {
      const date = sampleDay();
      await reports.create(date, 'csv', Buffer.from('x'));
      expect(await reports.read(date, 'json')).toBeUndefined();
      expect(await reports.read(sampleDay(), 'csv')).toBeUndefined();
    });

    test('stay as they were first written', async () => {
      const date = sampleDay();
      await reports.create(date, 'json', Buffer.from('first'));
      expect(await reports.create(date, 'json', Buffer.from('second'))).toBe('exists');
      expect(await textOf(reports.read(date, 'json'))).toBe('first');
    });

    test('of many creating the same at once, one succeeds', async () => {
      const date = sampleDay();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) => reports.create(date, 'csv', Buffer.from(`${n}`))),
      );
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(await textOf(reports.read(date, 'csv'))).toBe(String(outcomes.indexOf('created')));
    });

    test('may be views into a larger buffer, or of no bytes', async () => {
      const date = sampleDay();
      await reports.create(date, 'csv', Buffer.from('abcdef').subarray(2, 4));
      await reports.create(date, 'json', new Uint8Array());
      expect(await textOf(reports.read(date, 'csv'))).toBe('cd');
      expect(await textOf(reports.read(date, 'json'))).toBe('');
    });

    test('make a day done only with their JSON', async () => {
      const [done, begun, none] = [sampleDay(), sampleDay(), sampleDay()];
      await reports.create(done, 'csv', Buffer.from('x'));
      await reports.create(done, 'json', Buffer.from('x'));
      await reports.create(begun, 'csv', Buffer.from('x'));
      const days = await reports.listDays();
      expect([done, begun, none].map((date) => days.has(date))).toEqual([true, false, false]);
    });
  });
};
