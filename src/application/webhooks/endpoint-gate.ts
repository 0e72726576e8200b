import { beforeDeadline } from '../../before-deadline.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'clock' | 'random'>;

/** An endpoint has one call at a time, and up to four while it answers quickly. */
const MAX_CALLS = 4;

// The host runs 16 deliveries at once. Endpoints that hang must leave most of these for the others,
// also if they answered quickly until now: their calls beyond the first, and those that wait, share
// these numbers.
const MAX_EXTRA_CALLS = 4;
const MAX_WAITING = 4;

const SLOW_MS = 5_000;

/** A call waits for another one to end, but not behind one that takes longer than this. */
const MAX_WAIT_MS = 500;

/** A delivery that finds no room is put off at least so long, and at most about so long. */
const MIN_PUT_OFF_MS = 1_500;
const MAX_PUT_OFF_MS = 10 * 60 * 1000;

/** The least that a call is counted to take. */
const MIN_CALL_MS = 50;

type Call = { since: number };

type Lane = {
  /** What the calls that ended were like. Of a slow one, only a quick success is forgiven. */
  pace: 'unknown' | 'quick' | 'slow';
  calls: Set<Call>;
  waiting: (() => void)[];
  lastMs: number;
  /** When those that were put off will have had their turns. */
  nextFree: number;
};

type EndedCall = { ms: number; success: boolean };

/** Must be left exactly once. `ended`: absent if there was no call after all. */
export type Slot = { leave: (ended?: EndedCall) => void };

export type EndpointGate = {
  /**
   * Waits for at most half a second, and only behind quick calls. `putOffMs`: there is no room. It
   * grows with the number of deliveries that were put off before.
   */
  enter(id: EndpointId): Promise<Slot | { putOffMs: number }>;
};

const note = (lane: Lane, { ms, success }: EndedCall): void => {
  lane.lastMs = ms;
  if (ms > SLOW_MS) lane.pace = 'slow';
  else if (success) {
    lane.pace = 'quick';
    lane.nextFree = 0;
  }
};

/** Each one later than the one before, as if they stood in a queue. */
const choosePutOffMs = (lane: Lane, now: number, random: number): number => {
  const turnMs = Math.max(lane.lastMs, MIN_CALL_MS) / (lane.pace === 'quick' ? MAX_CALLS : 1);
  lane.nextFree = Math.max(lane.nextFree, now + MIN_PUT_OFF_MS) + turnMs;
  const wait = lane.nextFree - now;
  return Math.round(wait <= MAX_PUT_OFF_MS ? wait : MAX_PUT_OFF_MS * (1 - random / 2));
};

/** Bounds how many calls this process makes at once to each endpoint. */
export const endpointGate = ({ clock, random }: Deps): EndpointGate => {
  const lanes = new Map<EndpointId, Lane>();
  const now = () => clock().getTime();

  const laneOf = (id: EndpointId): Lane => {
    const lane: Lane = lanes.get(id) ?? { pace: 'unknown', calls: new Set(), waiting: [], lastMs: 0, nextFree: 0 };
    lanes.set(id, lane);
    return lane;
  };

  const sum = (count: (lane: Lane) => number): number => [...lanes.values()].reduce((n, lane) => n + count(lane), 0);

  const hasRoom = ({ pace, calls }: Lane): boolean =>
    calls.size === 0 ||
    (pace === 'quick' && calls.size < MAX_CALLS && sum((lane) => Math.max(0, lane.calls.size - 1)) < MAX_EXTRA_CALLS);

  const mayWait = ({ pace, calls }: Lane): boolean =>
    pace !== 'slow' &&
    [...calls].every(({ since }) => now() - since < MAX_WAIT_MS) &&
    sum(({ waiting }) => waiting.length) < MAX_WAITING;

  /** The calls beyond the first are shared, so the end of a call may make room in any lane. */
  const admitWaiting = (): void => {
    for (const lane of lanes.values()) while (hasRoom(lane) && lane.waiting.length > 0) lane.waiting.shift()?.();
  };

  const begin = (lane: Lane): Slot => {
    const call = { since: now() };
    lane.calls.add(call);
    return {
      leave: (ended) => {
        lane.calls.delete(call);
        if (ended) note(lane, ended);
        admitWaiting();
      },
    };
  };

  /** Undefined: there was no room for half a second. */
  const waitForSlot = async (lane: Lane): Promise<Slot | undefined> => {
    let slot: Slot | undefined;
    let wake = () => {};
    const admitted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const admit = () => {
      slot = begin(lane);
      wake();
    };
    lane.waiting.push(admit);
    // A slot that comes together with the deadline is taken, too.
    await beforeDeadline(MAX_WAIT_MS, () => admitted).catch(() => {});
    lane.waiting = lane.waiting.filter((other) => other !== admit);
    return slot;
  };

  return {
    enter: async (id) => {
      const lane = laneOf(id);
      if (hasRoom(lane)) return begin(lane);
      const slot = mayWait(lane) ? await waitForSlot(lane) : undefined;
      return slot ?? { putOffMs: choosePutOffMs(lane, now(), random()) };
    },
  };
};
