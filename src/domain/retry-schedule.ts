import type { CallOutcome } from './delivery.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long to wait after the first, second, ... attempt: eleven attempts in three days. */
const waits = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

export const MAX_ATTEMPTS = waits.length + 1;

/** Share of the wait that is added at random, to spread deliveries that failed together. */
const JITTER = 0.1;

/** A receiver may ask for a longer wait, up to this. */
const MAX_RETRY_AFTER_MS = HOUR;

const asksToWait: ReadonlySet<number> = new Set([429, 503]);

type FailedCall = CallOutcome & { retryAfterMs?: number };

/** How long a receiver asked to wait, at most an hour; 0 if it did not. */
export const requestedWaitMs = (call: FailedCall): number =>
  'status' in call && asksToWait.has(call.status) ? Math.min(call.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0;

/**
 * How long to wait after attempt `attempt` (from 1), in whole milliseconds; undefined after the
 * last one. `random`: from 0 up to 1.
 */
export const retryWaitMs = (attempt: number, call: FailedCall, random: number): number | undefined => {
  const wait = waits[attempt - 1];
  return wait === undefined ? undefined : Math.round(Math.max(wait, requestedWaitMs(call)) * (1 + JITTER * random));
};
