import { beforeDeadline } from '../../before-deadline.ts';
import { Unavailable } from '../../domain/errors.ts';

const throttling: ReadonlySet<string> = new Set(['ServiceBusy', 'QuotaExceeded']);

const transient: ReadonlySet<string> = new Set(['ServiceTimeout', 'ServiceCommunicationProblem']);

// The client retries some of these itself, in case keys were rotated. Our callers can do nothing
// about them.
const faults: ReadonlySet<string> = new Set([
  'UnauthorizedAccess',
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'MessageSizeExceeded',
]);

type Failure = { code?: unknown; name?: unknown; message?: unknown; retryable?: unknown; syscall?: unknown };

/**
 * The client's errors have no common type. After retries it throws an aggregate; the last counts.
 */
const failureOf = (error: unknown): Failure => {
  if (typeof error !== 'object' || error === null) return {};
  return 'errors' in error && Array.isArray(error.errors) ? failureOf(error.errors.at(-1)) : error;
};

const passes = ({ code, name, message, retryable, syscall }: Failure): boolean =>
  name === 'AbortError' ||
  name === 'TimeoutError' ||
  // A network error, which the client considers final.
  typeof syscall === 'string' ||
  // The connection was closed while it opened: the client then throws an error with only this text.
  message === 'Failed to connect' ||
  transient.has(String(code)) ||
  (retryable === true && !faults.has(String(code)));

/** `Unavailable` for what may succeed later; any other error unchanged. */
const toUnavailable = (error: unknown): unknown => {
  const failure = failureOf(error);
  const throttled = throttling.has(String(failure.code));
  return throttled || passes(failure) ? new Unavailable('service-bus', { throttled, cause: error }) : error;
};

export const serviceBusCall = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toUnavailable(error);
  }
};

/**
 * The longest that handing messages to the broker may take, including all retries of the client.
 */
const DEADLINE_MS = 8_000;

/** As `serviceBusCall`, for at most 8 s or until `outer` is aborted. A message may still arrive. */
export const boundedServiceBusCall = <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> =>
  serviceBusCall(() => beforeDeadline(DEADLINE_MS, work, outer));
