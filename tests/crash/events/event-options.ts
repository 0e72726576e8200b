import { LOCK_MS } from '../broker.ts';
import type { Point, Task } from '../processes.ts';
import { MINUTE, START } from '../virtual-clock.ts';
import { callReceiver, fanOut, tick } from './event-workers.ts';
import type { EventWorld } from './event-world.ts';
import { heldLeases, loseLease, nextLeaseEnd, openLeases, pollFeed } from './feed.ts';
import type { Brokered } from './messages.ts';
import { nextTurn, owedIn } from './owed.ts';
import type { Staff } from './staff.ts';

const HORIZON = START + 20 * MINUTE;
const MAX_HANDLERS = 4;
const LONG_WAIT = 11 * MINUTE;

type Option = () => void;

/** Moves time on. A sleeper gets one tick for all that it missed. */
export const advance = (w: EventWorld, to: number): void => {
  const minute = Math.floor(w.clock.ms() / MINUTE);
  w.clock.advanceTo(to);
  if (Math.floor(w.clock.ms() / MINUTE) > minute && owedIn(w).length > 0) tick(w);
};

const nextMinute = (w: EventWorld): number => (Math.floor(w.clock.ms() / MINUTE) + 1) * MINUTE;

const brokersOf = ({ messages }: EventWorld) => [messages.subscription, messages.deliveries];

/** When something continues by itself. */
export const nextChange = (w: EventWorld): number =>
  Math.min(
    ...brokersOf(w).map((broker) => broker.nextChange()),
    nextLeaseEnd(w),
    w.clock.nextWake(),
    w.clock.nextTimer(),
  );

const isAwake = (w: EventWorld, { stalledAt = 0 }: Task): boolean => w.clock.ms() > stalledAt + LOCK_MS;

const isIdle = (w: EventWorld): boolean => nextChange(w) === Number.POSITIVE_INFINITY && owedIn(w).length === 0;

/** What the hosts can start, in the order of a good day. */
export const startable = (w: EventWorld): Option[] => {
  const { subscription, deliveries } = w.messages;
  const handle = (message: Brokered, start: (world: EventWorld, message: Brokered) => void) => () => start(w, message);
  const handlers = brokersOf(w).flatMap((broker) => broker.locked());
  return [
    ...openLeases(w).map((lease) => () => pollFeed(w, lease)),
    ...(handlers.length < MAX_HANDLERS
      ? [
          ...subscription.available().map((message) => handle(message, fanOut)),
          ...deliveries.available().map((message) => handle(message, callReceiver)),
        ]
      : []),
  ];
};

const troubles = (w: EventWorld): Option[] => [
  () => {
    const next = Math.min(nextChange(w), nextTurn(w));
    advance(w, next < Number.POSITIVE_INFINITY ? next : nextMinute(w));
  },
  ...brokersOf(w).flatMap((broker) => broker.locked().map((message) => () => broker.loseLock(message))),
  ...heldLeases(w).map((lease) => () => loseLease(w, lease)),
  () => advance(w, w.clock.ms() + LONG_WAIT),
];

/** Everything that can happen next. The first is what happens on a good day. */
export const optionsOf = (
  w: EventWorld,
  s: Staff,
  last: Task | undefined,
  resume: (point: Point) => void,
): Option[] => {
  const runnable = w.running.points.filter(({ fate }) => fate !== 'stall');
  const woken = w.running.points.filter(({ fate, task }) => fate === 'stall' && isAwake(w, task));
  const resumed = [
    ...runnable.filter(({ task }) => task === last),
    ...runnable.filter(({ task }) => task !== last),
    ...woken,
  ].map((point) => () => resume(point));
  const lanes = s.ready();
  const options = [...resumed, ...(w.plan.eager ? [...lanes, ...startable(w)] : [...startable(w), ...lanes])];
  if (options.length === 0 && isIdle(w)) return [];
  return w.clock.ms() < HORIZON ? [...options, ...troubles(w)] : options;
};
