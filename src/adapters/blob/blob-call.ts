import { beforeDeadline } from '../../before-deadline.ts';
import { Unavailable } from '../../domain/errors.ts';

/**
 * The longest that one call may take, including the client's retries. The client's own limit covers
 * only the server's work, not a silent connection.
 */
const DEADLINE_MS = 10_000;

const transientStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const transientCodes: ReadonlySet<string> = new Set([
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

// The client's errors have no common type: a `RestError`, an `AbortError`, or an error of the
// transport.
const fieldsOf = (error: unknown): { statusCode?: unknown; code?: unknown; name?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};

/** The result of `work`, or `outcome` if Storage answers with one of the statuses. */
export const otherwise = async <T, U>(work: Promise<T>, statuses: readonly number[], outcome: U): Promise<T | U> => {
  try {
    return await work;
  } catch (error) {
    if (statuses.some((status) => fieldsOf(error).statusCode === status)) return outcome;
    throw error;
  }
};

export const isNotFound = (error: unknown): boolean => fieldsOf(error).statusCode === 404;

export const isPreconditionFailed = (error: unknown): boolean => fieldsOf(error).statusCode === 412;

/** Whether a blob that was to be created already exists. Storage answers in either of two ways. */
export const isTaken = (error: unknown): boolean => {
  const { statusCode, code } = fieldsOf(error);
  return (statusCode === 409 && code === 'BlobAlreadyExists') || (statusCode === 412 && code === 'ConditionNotMet');
};

/** One call to a storage account, with a deadline. Transient failures become `Unavailable`. */
export const blobCall = async <T>(
  work: (abortSignal: AbortSignal) => Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<T> => {
  try {
    return await beforeDeadline(deadlineMs, work);
  } catch (error) {
    const { statusCode, code, name } = fieldsOf(error);
    const transient =
      (typeof statusCode === 'number' && transientStatuses.has(statusCode)) ||
      (typeof code === 'string' && transientCodes.has(code)) ||
      name === 'AbortError' ||
      name === 'TimeoutError';
    if (!transient) throw error;
    throw new Unavailable('media', {
      throttled: statusCode === 429 || statusCode === 503,
      status: typeof statusCode === 'number' ? statusCode : undefined,
      cause: error,
    });
  }
};
