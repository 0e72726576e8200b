import { jsonSection } from '../json-section.ts';
import type { Schedule } from './schedule.ts';

/** What the host knows of a timer's runs. Undefined is what it writes as the year 1: never. */
export type ScheduleStatus = { last: Date | undefined; next: Date | undefined; lastUpdated: Date | undefined };

const never = '0001-01-01T00:00:00+00:00';

/** As .NET does: no fraction where it is 0, and an offset. */
const timeText = (time: Date | undefined): string =>
  time === undefined ? never : time.toISOString().replace(/(\.000)?Z$/, '+00:00');

/** In the spelling of the real host, for its blob and for the worker. */
export const statusJson = ({ last, next, lastUpdated }: ScheduleStatus) => ({
  Last: timeText(last),
  Next: timeText(next),
  LastUpdated: timeText(lastUpdated),
});

const parseTime = (text: string | undefined): Date | undefined => {
  const time = new Date(text ?? never);
  return time.getUTCFullYear() <= 1 ? undefined : time;
};

/** Throws where the text is none that a host wrote. */
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
    throw new Error(`it is no status of a timer: ${text.slice(0, 200)}`);
  }
  return status;
};

export type Start = {
  status: ScheduleStatus;
  /** To be stored before anything runs, so that an occurrence from now on cannot be missed. */
  store?: ScheduleStatus;
  /** The occurrence that was missed since the status was stored. */
  missed?: Date;
};

/**
 * Where a timer stands when the host starts, by the rules of the real host: a first start stores when it is due; a schedule that has changed
 * since is counted from the last run, or from now where that has passed, and is then not past due.
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
