import { setTimeout as sleep } from 'node:timers/promises';
import { beforeDeadline } from '../../before-deadline.ts';
import { RETRY_WITH, statusOf, toUnavailable } from './cosmos-failure.ts';

/** The longest that one call may take, including all retries of the client. */
const DEADLINE_MS = 6_000;

const RETRY_WITH_ATTEMPTS = 4;

/** Runs one call for at most 6 s, including all retries of the client. */
export const withinDeadline = async <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> => {
  try {
    return await beforeDeadline(DEADLINE_MS, work, outer);
  } catch (error) {
    throw toUnavailable(error);
  }
};

/** The pause is random, and its limit doubles with each attempt. */
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

/** One call with a deadline. Retries collisions (449). Transient failures become `Unavailable`. */
export const cosmosCall = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  withinDeadline((signal) => retriedWith(() => work(signal)));

/**
 * As `cosmosCall`, but resolves to the value in `instead` if the service answers with its status.
 */
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
