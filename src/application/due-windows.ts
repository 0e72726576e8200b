import type { MomentWindow } from './ports/moment-window.ts';

const MINUTE = 60_000;
/** 2^21 minutes are four years. */
const MAX_POWER = 21;

const toIso = (ms: number): string => new Date(ms).toISOString();

/** `oldestMinutes`: of the work that messages were sent for, how long the oldest has been due. */
export type Relayed = { sent: number; oldestMinutes: number };

/** A tick may come a few milliseconds early; rounding gives the minute that it stands for. */
export const minuteOf = (now: Date): number => Math.round(now.getTime() / MINUTE);

/** Work is in window k only in the minute in which it has been due for 2^k minutes. */
export const dueWindowsAt = (minute: number): readonly MomentWindow[] =>
  Array.from({ length: MAX_POWER + 1 }, (_, power) => ({
    after: toIso((minute - 2 ** power - 1) * MINUTE),
    until: toIso((minute - 2 ** power) * MINUTE),
  }));

/** In whole minutes. */
export const ageAt = (minute: number, dueSince: string): number =>
  Math.floor((minute * MINUTE - Date.parse(dueSince)) / MINUTE);

/** Whatever was due at that moment, however long. */
export const windowUntil = (moment: string): MomentWindow => ({ after: '0000', until: moment });

export const isInWindows = (moment: string, windows: readonly MomentWindow[]): boolean =>
  windows.some(({ after, until }) => moment > after && moment <= until);
