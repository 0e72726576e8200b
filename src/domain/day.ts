// A day is a UTC day, written YYYY-MM-DD, so days and moments compare as text.

const DAY_MS = 86_400_000;

/**
 * Events of a day may still be written a few minutes after its end: the moment is taken before the
 * write, writes are retried, clocks differ and replicas lag.
 */
const DAY_CLOSES_AFTER_MS = 15 * 60_000;

export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const startOf = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

/** Whether the text is a real calendar day. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const start = startOf(text);
  return !Number.isNaN(start) && dayOf(new Date(start)) === text;
};

export const dayAfter = (day: string): string => dayOf(new Date(startOf(day) + DAY_MS));

/** The newest day that can no longer change. */
export const lastClosedDay = (now: Date): string => dayOf(new Date(now.getTime() - DAY_CLOSES_AFTER_MS - DAY_MS));

/** The days from `first` up to and including `last`; none if `last` is before `first`. */
export const daysBetween = (first: string, last: string): readonly string[] => {
  const count = Math.max(0, (startOf(last) - startOf(first)) / DAY_MS + 1);
  return Array.from({ length: count }, (_, n) => dayOf(new Date(startOf(first) + n * DAY_MS)));
};
