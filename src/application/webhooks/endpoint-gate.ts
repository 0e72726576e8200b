import { beforeDeadline } from '../../before-deadline.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { choosePutOffMs, type EndedCall, type Lane, newLane, noteCall } from './endpoint-lane.ts';
import { hasRoom, MAX_WAIT_MS, mayWait } from './lane-room.ts';

type Deps = Pick<Capabilities, 'clock' | 'random'>;

/** Must be left exactly once. `ended`: absent if there was no call after all. */
export type Slot = { leave: (ended?: EndedCall) => void };

export type EndpointGate = {
  /**
   * Waits for at most half a second, and only behind quick calls. `putOffMs`: there is no room. It
   * grows with the number of deliveries that were put off behind a quick endpoint, and with
   * `ageMs`, the age of the delivery, behind a slow one.
   */
  enter(id: EndpointId, ageMs: number): Promise<Slot | { putOffMs: number }>;
};

/** Bounds how many calls this process makes at once to each endpoint. */
export const endpointGate = ({ clock, random }: Deps): EndpointGate => {
  const lanes = new Map<EndpointId, Lane>();
  const now = () => clock().getTime();

  const laneOf = (id: EndpointId): Lane => {
    const lane = lanes.get(id) ?? newLane();
    lanes.set(id, lane);
    return lane;
  };

  /** The calls beyond the first are shared, so the end of a call may make room in any lane. */
  const admitWaiting = (): void => {
    for (const lane of lanes.values()) {
      while (lane.waiting.length > 0 && hasRoom([...lanes.values()], lane, now())) lane.waiting.shift()?.();
    }
  };

  const begin = (lane: Lane): Slot => {
    const call = { since: now() };
    lane.calls.add(call);
    return {
      leave: (ended) => {
        lane.calls.delete(call);
        if (ended) noteCall(lane, ended, now());
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
    enter: async (id, ageMs) => {
      const lane = laneOf(id);
      const all = [...lanes.values()];
      if (hasRoom(all, lane, now())) return begin(lane);
      const slot = mayWait(all, lane, now()) ? await waitForSlot(lane) : undefined;
      return slot ?? { putOffMs: choosePutOffMs(lane, ageMs, { now: now(), random: random() }) };
    },
  };
};
