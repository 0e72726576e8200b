/** An endpoint has one call at a time, and up to so many while it answers quickly. */
export const MAX_CALLS = 4;

/** Longer ones are slow. A failure is no proof that the next call will be shorter. */
const QUICK_SUCCESS_MS = 5_000;
const QUICK_FAILURE_MS = 1_000;

/** A call that has taken so long may hang, however quick the endpoint was until now. */
const STALLED_MS = 2_000;

/** A delivery that finds no room is put off at least so long. */
const MIN_PUT_OFF_MS = 1_500;

/** As long as its turn may be away. */
const MAX_TURN_MS = 10 * 60 * 1000;

/** By then, a call has ended that shows what the endpoint is like. */
const MAX_UNPROVEN_MS = 30_000;

/** Behind a slow endpoint. */
const MAX_SLOW_MS = 6 * 60 * 60 * 1000;

/** Of a wait that the receiver asked for, at random on top. */
const HOLD_JITTER = 0.1;

/** The least that a call is counted to take. */
const MIN_CALL_MS = 50;

type Call = { since: number };

/** What is known about an endpoint in this process. Moments are in milliseconds since 1970. */
export type Lane = {
  /** What its calls were like. 'failing': quick, but none has succeeded. */
  pace: 'unknown' | 'failing' | 'quick' | 'slow';
  calls: Set<Call>;
  waiting: (() => void)[];
  /** How long a call usually takes; the last ones count most. */
  callMs: number;
  /** When those that wait for their turns will have had them. Not behind a slow endpoint. */
  nextFree: number;
  /** The receiver asked for no call before that. */
  heldUntil: number;
};

/** `holdMs`: how long the receiver asked to wait; 0 if it did not. */
export type EndedCall = { ms: number; success: boolean; holdMs: number };

export const newLane = (): Lane => ({
  pace: 'unknown',
  calls: new Set(),
  waiting: [],
  callMs: 0,
  nextFree: 0,
  heldUntil: 0,
});

export const isQuick = ({ pace, calls }: Lane, now: number): boolean =>
  pace === 'quick' && [...calls].every(({ since }) => now - since < STALLED_MS);

/** A slow endpoint stays so until a call succeeds quickly. */
const paceAfter = (pace: Lane['pace'], { ms, success }: EndedCall): Lane['pace'] => {
  if (ms > (success ? QUICK_SUCCESS_MS : QUICK_FAILURE_MS)) return 'slow';
  if (success) return 'quick';
  return pace === 'unknown' ? 'failing' : pace;
};

export const noteCall = (lane: Lane, call: EndedCall, now: number): void => {
  const pace = paceAfter(lane.pace, call);
  if (pace === lane.pace) lane.callMs += (call.ms - lane.callMs) / MAX_CALLS;
  // The turns of before were too long or too short.
  else Object.assign(lane, { pace, callMs: call.ms, nextFree: 0 });
  lane.heldUntil = Math.max(lane.heldUntil, now + call.holdMs);
};

/** Each one later than the one before, as if they stood in a queue. */
const takeTurn = (lane: Lane, now: number, random: number): number => {
  const turnMs = Math.max(lane.callMs, MIN_CALL_MS) / (lane.pace === 'quick' ? MAX_CALLS : 1);
  const first = Math.max(now + MIN_PUT_OFF_MS, lane.heldUntil);
  const turn = Math.max(lane.nextFree, first) + turnMs;
  if (turn > first + MAX_TURN_MS) return first + MAX_TURN_MS * (1 - random / 2) - now;
  lane.nextFree = turn;
  return turn - now;
};

/**
 * Behind a slow endpoint, the wait doubles with the age of the delivery: it costs few writes, and
 * after an outage it has its turn in about the time that the outage lasted.
 */
const doubleAge = ({ pace }: Lane, ageMs: number, random: number): number => {
  const most = pace === 'slow' ? MAX_SLOW_MS : MAX_UNPROVEN_MS;
  return Math.min(Math.max(ageMs, MIN_PUT_OFF_MS), most) * (1 + random / 2);
};

/** `ageMs`: since the delivery was created, or its endpoint enabled if that was later. */
export const choosePutOffMs = (lane: Lane, ageMs: number, { now, random }: { now: number; random: number }): number => {
  if (isQuick(lane, now) || lane.pace === 'failing') return Math.round(takeTurn(lane, now, random));
  const heldMs = Math.max(0, lane.heldUntil - now) * (1 + HOLD_JITTER * random);
  return Math.round(Math.max(heldMs, doubleAge(lane, ageMs, random)));
};
