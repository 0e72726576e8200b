const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Whoever calls or sends may have written anything there. Undefined unless it is fit for a log. */
export const parseRequestId = (given: unknown): string | undefined =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : undefined;
