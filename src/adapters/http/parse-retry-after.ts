const MAX_RETRY_AFTER_MS = 60 * 60 * 1000;

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const parseWait = (text: string, now: number): number => {
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  return HTTP_DATE.test(text) ? Math.max(0, Date.parse(text) - now) : Number.NaN;
};

/**
 * The wait that a `Retry-After` header asks for, at most an hour; undefined if it is malformed.
 * `now` is in milliseconds since 1970.
 */
export const parseRetryAfter = (text: string | undefined, now: number): number | undefined => {
  const wait = parseWait(text?.trim() ?? '', now);
  return Number.isNaN(wait) ? undefined : Math.min(wait, MAX_RETRY_AFTER_MS);
};
