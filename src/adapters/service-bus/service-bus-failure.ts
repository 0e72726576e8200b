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

// What the client throws has no common type: a `ServiceBusError`, an `AggregateError` of the transport, an `AbortError`.
const fieldsOf = (error: unknown): { code?: unknown; name?: unknown; retryable?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};

/** `Unavailable` for what may succeed later; anything else as it came. */
const toUnavailable = (error: unknown): unknown => {
  const { code, name, retryable } = fieldsOf(error);
  const reason = typeof code === 'string' ? code : '';
  if (throttling.has(reason)) return new Unavailable('service-bus', { throttled: true, cause: error });
  const passes = name === 'AbortError' || name === 'TimeoutError' || transient.has(reason) || retryable === true;
  return passes && !faults.has(reason) ? new Unavailable('service-bus', { cause: error }) : error;
};

export const serviceBusCall = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toUnavailable(error);
  }
};
