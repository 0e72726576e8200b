import { setTimeout as pause } from 'node:timers/promises';
import { beforeDeadline } from '../../before-deadline.ts';
import { type Outcomes, resolveOutcome } from '../sdk-failure.ts';
import { RETRY_WITH, statusOf, toUnavailable } from './cosmos-failure.ts';
import { namingThrottling } from './throttling.ts';

/** The longest that one call may take, including all retries of the client. */
const DEADLINE_MS = 6_000;

const RETRY_WITH_ATTEMPTS = 4;

export const withinDeadline = async <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> => {
  try {
    return await namingThrottling(() => beforeDeadline(DEADLINE_MS, work, outer));
  } catch (error) {
    throw toUnavailable(error);
  }
};

/** The pause is random, and its limit doubles with each attempt. */
export const pauseBeforeRetry = (attempt: number): Promise<void> => pause(Math.random() * 20 * 2 ** attempt);

const retryCollisions = async <T>(work: () => Promise<T>, attempt = 1): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) !== RETRY_WITH || attempt >= RETRY_WITH_ATTEMPTS) throw error;
    await pauseBeforeRetry(attempt);
    return retryCollisions(work, attempt + 1);
  }
};

/**
 * One call with a deadline. Retries collisions (449). Transient failures become `Unavailable`.
 * Resolves to the value in `outcomes` if the service answers with its status.
 */
export const cosmosCall = async <T, const O = never>(
  work: (signal: AbortSignal) => Promise<T>,
  outcomes: Outcomes<O> = {},
): Promise<T | O> => {
  try {
    return await withinDeadline((signal) => retryCollisions(() => work(signal)));
  } catch (error) {
    return resolveOutcome(error, [statusOf(error)], outcomes);
  }
};
