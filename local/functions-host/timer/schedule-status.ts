import { jsonSection } from '../json-section.ts';
import type { Schedule } from './schedule.ts';

/** What the host knows about a timer's runs. Undefined means never, written as the year 1. */
export type ScheduleStatus = { last: Date | undefined; next: Date | undefined; lastUpdated: Date | undefined };

const NEVER = '0001-01-01T00:00:00+00:00';

/** As .NET writes it: with an offset, and without a fraction that is 0. */
const timeText = (time: Date | undefined): string =>
  time === undefined ? NEVER : time.toISOString().replace(/(\.000)?Z$/, '+00:00');

/** In the real host's format, for its blob and for the worker. */
export const statusJson = ({ last, next, lastUpdated }: ScheduleStatus) => ({
  Last: timeText(last),
  Next: timeText(next),
  LastUpdated: timeText(lastUpdated),
});

const parseTime = (text: string | undefined): Date | undefined => {
  const time = new Date(text ?? NEVER);
  return time.getUTCFullYear() <= 1 ? undefined : time;
};

/** Throws if the text was not written by a host. */
export const parseStatus = (text: string): ScheduleStatus => {
  const problems: string[] = [];
  const section = jsonSection(JSON.parse(text), '', problems);
  const status = {
    last: parseTime(section.text('Last')),
    next: parseTime(section.text('Next')),
    lastUpdated: parseTime(section.text('LastUpdated')),
  };
  const times = Object.values(status).filter((time) => time !== undefined);
  if (problems.length > 0 || times.some((time) => Number.isNaN(time.getTime()))) {
    throw new Error(`it is not a timer status: ${text.slice(0, 200)}`);
  }
  return status;
};

export type Start = {
  status: ScheduleStatus;
  /** To be stored before anything runs, so that no later occurrence can be missed. */
  store?: ScheduleStatus;
  /** The occurrence that was missed since the status was stored. */
  missed?: Date;
};

/**
 * Where a timer stands at start, by the real host's rules. A first start stores the next time. A
 * changed schedule counts from the last run, or from now if that time has passed: never past due.
 */
export const startOf = (stored: ScheduleStatus | undefined, now: Date, schedule: Schedule): Start => {
  if (stored === undefined) {
    const status = { last: undefined, next: schedule.next(now), lastUpdated: undefined };
    return { status, store: { ...status, lastUpdated: now } };
  }
  const basis = stored.last ?? stored.lastUpdated ?? now;
  const expected = schedule.next(basis);
  if (stored.next?.getTime() === expected?.getTime()) {
    return { status: stored, ...(stored.next !== undefined && stored.next < now && { missed: stored.next }) };
  }
  const counted = expected !== undefined && expected < now ? now : basis;
  const status = { last: undefined, next: schedule.next(counted), lastUpdated: counted };
  return { status, store: status };
};
