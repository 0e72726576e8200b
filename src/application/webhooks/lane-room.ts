import { isQuick, type Lane, MAX_CALLS } from './endpoint-lane.ts';

// The host runs 16 deliveries at once. Endpoints that hang must leave most of these for the others,
// also if they answered quickly until now: the calls of all that are not known to be quick share
// these numbers, and so do the calls beyond the first, and those that wait.
const MAX_UNPROVEN_CALLS = 8;
const MAX_EXTRA_CALLS = 4;
const MAX_WAITING = 4;

/** Of the calls that are not known to be quick. The rest is for endpoints that nobody knows yet. */
const MAX_SLOW_CALLS = 4;

/** A call waits for another one to end, but not behind one that takes longer than this. */
export const MAX_WAIT_MS = 500;

/** All lanes of this process. */
type Lanes = readonly Lane[];

const sum = (lanes: Lanes, count: (lane: Lane) => number): number => lanes.reduce((n, lane) => n + count(lane), 0);

const countCalls = (lanes: Lanes): number => sum(lanes, ({ calls }) => calls.size);

const hasUnprovenRoom = (lanes: Lanes, { pace }: Lane, now: number): boolean =>
  countCalls(lanes.filter((lane) => !isQuick(lane, now))) < MAX_UNPROVEN_CALLS &&
  (pace !== 'slow' || countCalls(lanes.filter((lane) => lane.pace === 'slow')) < MAX_SLOW_CALLS);

const hasExtraRoom = (lanes: Lanes, { calls }: Lane): boolean =>
  calls.size < MAX_CALLS && sum(lanes, (lane) => Math.max(0, lane.calls.size - 1)) < MAX_EXTRA_CALLS;

/** Whether another call may begin now. */
export const hasRoom = (lanes: Lanes, lane: Lane, now: number): boolean => {
  if (now < lane.heldUntil) return false;
  if (!isQuick(lane, now)) return lane.calls.size === 0 && hasUnprovenRoom(lanes, lane, now);
  return lane.calls.size === 0 || hasExtraRoom(lanes, lane);
};

/** Whether it is worth waiting for a call of the same endpoint to end. */
export const mayWait = (lanes: Lanes, { pace, calls, heldUntil }: Lane, now: number): boolean =>
  pace !== 'slow' &&
  calls.size > 0 &&
  now >= heldUntil &&
  [...calls].every(({ since }) => now - since < MAX_WAIT_MS) &&
  sum(lanes, ({ waiting }) => waiting.length) < MAX_WAITING;
