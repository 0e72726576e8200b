import { beforeDeadline } from '../../before-deadline.ts';
import { type Place, Unavailable } from '../../domain/errors.ts';
import { networkCodes, type Outcomes, readFailure, resolveOutcome, timeoutNames } from '../sdk-failure.ts';

/** Including the client's retries. Its own limit does not cover a silent connection. */
const DEADLINE_MS = 10_000;

const transientStatuses: ReadonlySet<unknown> = new Set([408, 429, 500, 502, 503, 504]);

const verbs: Readonly<Record<string, string>> = { GET: 'read', HEAD: 'read', PUT: 'write', DELETE: 'delete' };

/** The client's errors hold their request. On a laptop, the account stands before the container. */
const placeOf = (error: unknown): Place => {
  const { request } = readFailure(error);
  const { url, method } = Object(request);
  const [, container] = /^https?:\/\/[^/]+\/(?:devstoreaccount1\/)?([a-z0-9-]+)\//.exec(String(url)) ?? [];
  return { operation: verbs[String(method)], container };
};

/** `Unavailable` for what may succeed later; any other error unchanged. */
const toUnavailable = (error: unknown): unknown => {
  const { statusCode, code, name } = readFailure(error);
  const status = typeof statusCode === 'number' ? statusCode : undefined;
  if (!transientStatuses.has(status) && !networkCodes.has(code) && !timeoutNames.has(name)) return error;
  return new Unavailable('media', {
    throttled: status === 429 || status === 503,
    status,
    ...placeOf(error),
    cause: error,
  });
};

/**
 * One call with a deadline. Transient failures become `Unavailable`. Resolves to the value in
 * `outcomes` if the service answers with its status or error code.
 */
export const blobCall = async <const T, const O = never>(
  work: (abortSignal: AbortSignal) => Promise<T>,
  outcomes: Outcomes<O> = {},
  deadlineMs = DEADLINE_MS,
): Promise<T | O> => {
  try {
    return await beforeDeadline(deadlineMs, work);
  } catch (error) {
    const { statusCode, code } = readFailure(error);
    return resolveOutcome(toUnavailable(error), [statusCode, code], outcomes);
  }
};
