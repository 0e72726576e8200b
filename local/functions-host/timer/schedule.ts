import { Cron } from 'croner';
import { messageOf } from '../host-error.ts';

export type Schedule = {
  /** The first time after this one; undefined where there is none, as on 30 February. */
  next: (after: Date) => Date | undefined;
  /** The host keeps no status of timers that run more often than once a minute. */
  atLeastAMinute: boolean;
};

/** Six fields, day of month and day of week both holding. Undefined, with a problem added, when it is anything else. */
export const parseSchedule = (text: string, timezone: string, problems: string[]): Schedule | undefined => {
  try {
    const cron = new Cron(text, { mode: '6-part', domAndDow: true, timezone, paused: true });
    const [first, second] = cron.nextRuns(2);
    return {
      next: (after) => cron.nextRun(after) ?? undefined,
      atLeastAMinute: first === undefined || second === undefined || second.getTime() - first.getTime() >= 60_000,
    };
  } catch (error) {
    problems.push(`the schedule "${text}" is not six fields of NCRONTAB: ${messageOf(error)}`);
    return undefined;
  }
};
