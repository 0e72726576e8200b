// A day is a UTC day, told as YYYY-MM-DD: the first ten characters of every moment in it, so days and moments compare as text.

const DAY_MS = 86_400_000;

/**
 * How long a day stays open after its end. The moment of an event is taken before its write, which may be retried, on an instance whose
 * clock may be a little off, and the report may read from a replica that lags: what carries the day's date is there minutes later.
 */
export const CLOSES_AFTER_MS = 15 * 60_000;

export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const startOf = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

/** Whether the text is a day that the calendar knows. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const start = startOf(text);
  return !Number.isNaN(start) && dayOf(new Date(start)) === text;
};

export const dayAfter = (day: string): string => dayOf(new Date(startOf(day) + DAY_MS));

/** The newest day to which nothing is added any more. */
export const lastClosedDay = (now: Date): string => dayOf(new Date(now.getTime() - CLOSES_AFTER_MS - DAY_MS));

/** The days from `first` up to and including `last`; none where `last` is before `first`. */
export const daysFrom = (first: string, last: string): readonly string[] => {
  const count = Math.max(0, (startOf(last) - startOf(first)) / DAY_MS + 1);
  return Array.from({ length: count }, (_, n) => dayOf(new Date(startOf(first) + n * DAY_MS)));
};
