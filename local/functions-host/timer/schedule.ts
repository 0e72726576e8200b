import { Cron } from 'croner';
import { errorMessage } from '../../error-message.ts';

export type Schedule = {
  /** The first time after this one; undefined if there is none, as on 30 February. */
  next: (after: Date) => Date | undefined;
  /** If false, the host keeps no status: the timer runs more than once a minute. */
  atLeastAMinute: boolean;
};

/** Six fields; both kinds of day must match. Undefined, with a problem added, if invalid. */
export const parseSchedule = (text: string, timezone: string, problems: string[]): Schedule | undefined => {
  try {
    const cron = new Cron(text, { mode: '6-part', domAndDow: true, timezone, paused: true });
    const [first, second] = cron.nextRuns(2);
    return {
      next: (after) => cron.nextRun(after) ?? undefined,
      atLeastAMinute: first === undefined || second === undefined || second.getTime() - first.getTime() >= 60_000,
    };
  } catch (error) {
    problems.push(`the schedule "${text}" is not a six-field NCRONTAB expression: ${errorMessage(error)}`);
    return undefined;
  }
};
