import { beforeDeadline } from '../../before-deadline.ts';
import { Unavailable } from '../../domain/errors.ts';

const throttling: ReadonlySet<string> = new Set(['ServiceBusy', 'QuotaExceeded']);

const transient: ReadonlySet<string> = new Set(['ServiceTimeout', 'ServiceCommunicationProblem']);

// The client itself tries some of these again, hoping for rotated keys; no caller of ours can do anything about them.
const faults: ReadonlySet<string> = new Set([
  'UnauthorizedAccess',
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'MessageSizeExceeded',
]);

type Failure = { code?: unknown; name?: unknown; message?: unknown; retryable?: unknown; syscall?: unknown };

/** What the client throws has no common type. After several tries it is an aggregate of what each of them met: the last one counts. */
const failureOf = (error: unknown): Failure => {
  if (typeof error !== 'object' || error === null) return {};
  return 'errors' in error && Array.isArray(error.errors) ? failureOf(error.errors.at(-1)) : error;
};

const passes = ({ code, name, message, retryable, syscall }: Failure): boolean =>
  name === 'AbortError' ||
  name === 'TimeoutError' ||
  // An error of the network, which the client calls final.
  typeof syscall === 'string' ||
  // What is left of a connection that was closed while it opened: an error with a text and nothing else.
  message === 'Failed to connect' ||
  transient.has(String(code)) ||
  (retryable === true && !faults.has(String(code)));

/** `Unavailable` for what may succeed later; anything else as it came. */
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

/** Longest that handing something to the broker may take, all retries of the client included. */
const DEADLINE_MS = 8_000;

/** As `serviceBusCall`, for at most 8 s, or until `outer` is aborted. What was sent may arrive all the same. */
export const boundedServiceBusCall = <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> =>
  serviceBusCall(() => beforeDeadline(DEADLINE_MS, work, outer));
