import { setTimeout as sleep } from 'node:timers/promises';
import { RETRY_WITH, statusOf, toUnavailable } from './cosmos-failure.ts';

/** Longest that one call may take, all retries of the client included. */
const DEADLINE_MS = 6_000;

const RETRY_WITH_ATTEMPTS = 4;

/**
 * Runs one call, and rejects once its time is up. The client's own retries do not end by themselves: it tries a read that times out
 * 120 times over, and between two tries it does not look at the signal; hence the race.
 */
export const withinDeadline = async <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> => {
  const controller = new AbortController();
  const { signal } = controller;
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('The call took too long.', 'TimeoutError')));
  });
  const expire = () => controller.abort();
  const timer = setTimeout(expire, DEADLINE_MS);
  outer?.addEventListener('abort', expire, { once: true });
  try {
    outer?.throwIfAborted();
    return await Promise.race([work(signal), expired]);
  } catch (error) {
    throw toUnavailable(error);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', expire);
  }
};

/** Waits a little longer, and more at random, each time. */
export const pauseBeforeRetry = (attempt: number): Promise<void> => sleep(Math.random() * 20 * 2 ** attempt);

const retriedWith = async <T>(work: () => Promise<T>, attempt = 1): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) !== RETRY_WITH || attempt >= RETRY_WITH_ATTEMPTS) throw error;
    await pauseBeforeRetry(attempt);
    return retriedWith(work, attempt + 1);
  }
};

/** One call to Cosmos DB: bounded in time, retried where writers collided (449), its failures told as `Unavailable`. */
export const cosmosCall = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  withinDeadline((signal) => retriedWith(() => work(signal)));

/** As `cosmosCall`; where the service answers with the given status, resolves to what is handed in. */
export const cosmosCallOr = async <T, F>(
  work: (signal: AbortSignal) => Promise<T>,
  instead: ReadonlyMap<number, F>,
): Promise<T | F> => {
  try {
    return await cosmosCall(work);
  } catch (error) {
    const status = statusOf(error);
    const outcome = status === undefined ? undefined : instead.get(status);
    if (outcome === undefined) throw error;
    return outcome;
  }
};
