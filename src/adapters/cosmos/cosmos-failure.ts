import { Unavailable } from '../../domain/errors.ts';
import { networkCodes, readFailure, timeoutNames } from '../sdk-failure.ts';
import { requestOfFailure } from './throttling.ts';

const THROTTLED = 429;
export const RETRY_WITH = 449;

const transientStatuses: ReadonlySet<unknown> = new Set([408, 410, THROTTLED, RETRY_WITH, 502, 503, 504]);

/** An answer has a status as its code; a failure without an answer has a text. */
const transientCodes: ReadonlySet<unknown> = new Set([...transientStatuses, ...networkCodes, 'TimeoutError']);

/** The HTTP status of the answer; undefined if there was none. */
export const statusOf = (error: unknown): number | undefined => {
  const { code } = readFailure(error);
  return typeof code === 'number' ? code : undefined;
};

const isTransient = (error: unknown): boolean => {
  const { code, name } = readFailure(error);
  return timeoutNames.has(name) || transientCodes.has(code);
};

/** `Unavailable` for what may succeed later; any other error unchanged. */
export const toUnavailable = (error: unknown): unknown => {
  if (!isTransient(error)) return error;
  const { retryAfterInMs } = readFailure(error);
  const request = requestOfFailure(error);
  const status = statusOf(error);
  return new Unavailable('cosmos', {
    ...request,
    throttled: status === THROTTLED,
    // The numeric code of a DOMException is not a status.
    status: transientStatuses.has(status) ? status : request.status,
    retryAfterSeconds: typeof retryAfterInMs === 'number' ? Math.max(1, Math.ceil(retryAfterInMs / 1000)) : 1,
    cause: error,
  });
};
