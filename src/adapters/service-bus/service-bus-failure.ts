import { beforeDeadline } from '../../before-deadline.ts';
import { type Place, Unavailable } from '../../domain/errors.ts';
import { readFailure, type SdkFailure } from '../sdk-failure.ts';

const throttlingCodes: ReadonlySet<string> = new Set(['ServiceBusy', 'QuotaExceeded']);

const transientCodes: ReadonlySet<string> = new Set(['ServiceTimeout', 'ServiceCommunicationProblem']);

// The client retries some of these in case keys were rotated. Our callers can do nothing about
// them.
const faultCodes: ReadonlySet<string> = new Set([
  'UnauthorizedAccess',
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'MessageSizeExceeded',
]);

/** After its retries the client throws an aggregate; the last failure counts. */
const lastFailure = (error: unknown): SdkFailure => {
  if (typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors)) {
    return lastFailure(error.errors.at(-1));
  }
  return readFailure(error);
};

const isTransient = ({ code, name, message, retryable, syscall }: SdkFailure): boolean =>
  name === 'AbortError' ||
  name === 'TimeoutError' ||
  // A network error, which the client considers final.
  typeof syscall === 'string' ||
  // The connection was closed while it opened: the client then throws an error with only this text.
  message === 'Failed to connect' ||
  transientCodes.has(String(code)) ||
  (retryable === true && !faultCodes.has(String(code)));

/** `Unavailable` for what may succeed later; any other error unchanged. */
const toUnavailable = (error: unknown, place: Place): unknown => {
  const failure = lastFailure(error);
  const throttled = throttlingCodes.has(String(failure.code));
  if (!throttled && !isTransient(failure)) return error;
  return new Unavailable('service-bus', { throttled, cause: error, ...place });
};

/** `place`: what an error says of the call. */
export const serviceBusCall = async <T>(work: () => Promise<T>, place: Place = {}): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toUnavailable(error, place);
  }
};

/** For handing messages to the broker, including all retries of the client. */
const DEADLINE_MS = 8_000;

/** As `serviceBusCall`, for at most 8 s or until `outer` is aborted. A message may still arrive. */
export const boundedServiceBusCall = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { outer, place }: { outer?: AbortSignal | undefined; place?: Place } = {},
): Promise<T> => serviceBusCall(() => beforeDeadline(DEADLINE_MS, work, outer), place);
