/** What the errors of the Azure clients may tell; they have no common type. */
export type SdkFailure = {
  statusCode?: unknown;
  code?: unknown;
  name?: unknown;
  message?: unknown;
  headers?: unknown;
  retryAfterInMs?: unknown;
  retryable?: unknown;
  syscall?: unknown;
  request?: unknown;
};

export const readFailure = (error: unknown): SdkFailure => (typeof error === 'object' && error !== null ? error : {});

/** Codes of a request that got no whole answer. */
export const networkCodes: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'PARSE_ERROR',
  'REQUEST_SEND_ERROR',
]);

/** Names of the errors of a call that ran out of time. */
export const timeoutNames: ReadonlySet<unknown> = new Set(['AbortError', 'TimeoutError']);

/** What answers of a service mean, by their HTTP status or their error code. */
export type Outcomes<O> = Readonly<Record<number | string, O>>;

/** The outcome that `answers` gives for a failed call. Throws the error if there is none. */
export const resolveOutcome = <O>(error: unknown, answers: readonly unknown[], outcomes: Outcomes<O>): O => {
  const expected = Object.entries(outcomes).find(([answer]) => answers.some((given) => String(given) === answer));
  if (expected === undefined) throw error;
  return expected[1];
};
