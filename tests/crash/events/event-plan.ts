import { isObject } from '../is-object.ts';
import { smallerLanes } from '../smaller-lanes.ts';

const orderSteps = ['place', 'confirm', 'reject', 'cancel', 'ship', 'touch'] as const;
export type OrderStep = (typeof orderSteps)[number];

const staffSteps = ['disable', 'enable', 'move', 'narrow', 'rotate', 'test', 'retry'] as const;
export type StaffStep = (typeof staffSteps)[number];

/**
 * `touch`: a write after which the order is in the same state. `skew`: by how many milliseconds the
 * clock of the writer is wrong.
 */
export type OrderAction = { do: OrderStep; order: number; skew?: number };
export type StaffAction = { do: StaffStep; endpoint: number };

/** `damage`: a document that nobody can read. */
export type EventAction =
  | OrderAction
  | StaffAction
  | { do: 'offer'; product: number }
  | { do: 'damage' }
  | { do: 'reconcile' };

/**
 * `moody`: any answer. `dead`: always 500, also in the calm. `gone`: always 410. `dying`: any
 * answer, and so far it has failed for five days. `slow`: always 200, after 6 s.
 */
const receivers = ['well', 'moody', 'dead', 'gone', 'dying', 'slow'] as const;
export type Receiver = (typeof receivers)[number];

type EndpointPlan = { receiver: Receiver; only?: 'placed' };

export type EventPlan = {
  lanes: readonly (readonly EventAction[])[];
  endpoints: readonly EndpointPlan[];
  /** A call that fails most of the time, until all is calm. */
  outage?: string;
  /** Whether, on a good day, lanes continue before the feed and the queues are processed. */
  eager?: boolean;
  /** The feed loses batches, as the host does without a retry policy. */
  lossy?: boolean;
};

export const isOrderAction = (action: EventAction): action is OrderAction => 'order' in action;
const isStaffAction = (action: EventAction): action is StaffAction => 'endpoint' in action;

const outages = [
  'events.create',
  'events.removeDebt',
  'eventTopic.publish',
  'feed.checkpoint',
  'deliveries.create',
  'deliveries.replace',
  'deliveryQueue.send',
  'deliveryQueue.schedule',
  'webhookEndpoints.replace',
  'webhookClient.post',
  'broker.complete',
];

type Below = (n: number) => number;

const paths: readonly (readonly OrderStep[])[] = [
  ['place', 'confirm', 'ship', 'touch'],
  ['place', 'confirm', 'touch', 'cancel'],
  ['place', 'reject', 'touch'],
  ['place', 'cancel', 'touch'],
  ['place', 'touch', 'confirm'],
  ['place'],
];

const skews = [0, 0, -2_000, -60_000, 2_000];

const orderLane = (below: Below, order: number): EventAction[] =>
  (paths[below(paths.length)] ?? []).map((step) => {
    const skew = skews[below(skews.length)] ?? 0;
    return { do: step, order, ...(skew !== 0 && { skew }) };
  });

const otherAction = (below: Below, endpoints: number): EventAction => {
  const sort = below(10);
  if (sort === 0) return { do: 'offer', product: below(2) };
  if (sort === 1) return { do: 'damage' };
  if (sort === 2) return { do: 'reconcile' };
  if (endpoints === 0) return { do: 'offer', product: below(2) };
  return { do: staffSteps[below(staffSteps.length)] ?? 'enable', endpoint: below(endpoints) };
};

/** Staff who do not leave an endpoint alone. */
const staffLane = (below: Below, endpoint: number): EventAction[] =>
  Array.from({ length: 2 + below(4) }, (_, n) => ({
    do: n % 2 === 0 ? 'enable' : (staffSteps[below(staffSteps.length)] ?? 'move'),
    endpoint,
  }));

export const randomEventPlan = (next: () => number): EventPlan => {
  const below = (n: number): number => Math.floor(next() * n);
  const endpoints = Array.from({ length: below(4) }, (): EndpointPlan => {
    const receiver = receivers[[0, 0, 1, 1, 1, 2, 3, 4, 4, 5][below(10)] ?? 0] ?? 'well';
    return { receiver, ...(below(4) === 0 && { only: 'placed' as const }) };
  });
  const lanes = Array.from({ length: 1 + below(3) }, (_, order) => orderLane(below, order));
  const others = Array.from({ length: below(3) }, () =>
    Array.from({ length: 1 + below(4) }, () => otherAction(below, endpoints.length)),
  );
  const busyStaff = endpoints.length > 0 && below(2) === 0 ? [staffLane(below, below(endpoints.length))] : [];
  return {
    lanes: [...lanes, ...others, ...busyStaff],
    endpoints,
    ...(below(2) === 0 && { eager: true }),
    ...(below(4) === 0 && { outage: outages[below(outages.length)] ?? '' }),
    ...(below(6) === 0 && { lossy: true }),
  };
};

const order = (...steps: OrderStep[]): EventAction[] => steps.map((step) => ({ do: step, order: 0 }));

/** Small enough to try every way to fail once or twice. */
export const canonicalEvents: Readonly<Record<string, EventPlan>> = {
  'placed, confirmed and shipped at once': {
    lanes: [order('place', 'confirm', 'ship')],
    endpoints: [],
    eager: true,
  },
  'one webhook': { lanes: [order('place')], endpoints: [{ receiver: 'moody' }] },
  'disabled and enabled meanwhile': {
    lanes: [
      order('place'),
      [
        { do: 'disable', endpoint: 0 },
        { do: 'enable', endpoint: 0 },
      ],
    ],
    endpoints: [{ receiver: 'well' }],
  },
  'gone, and enabled again': {
    lanes: [order('place'), [{ do: 'enable', endpoint: 0 }]],
    endpoints: [{ receiver: 'gone' }],
  },
};

const actionText = (action: EventAction): string => {
  if (isOrderAction(action)) {
    const { skew } = action;
    return `${action.do} order ${action.order}${skew === undefined ? '' : ` on a clock that is ${skew} ms off`}`;
  }
  if (isStaffAction(action)) return `${action.do} endpoint ${action.endpoint}`;
  return action.do === 'offer' ? `change product ${action.product}` : action.do;
};

export const describeEventPlan = ({ endpoints, outage, lossy, lanes }: EventPlan): string[] => [
  ...endpoints.map(({ receiver, only }, n) => `endpoint ${n} is ${receiver}${only ? `, wants only ${only}` : ''}`),
  ...(outage === undefined ? [] : [`${outage} fails most of the time`]),
  ...(lossy ? ['the feed loses batches'] : []),
  ...lanes.map((lane, n) => `lane ${n + 1}: ${lane.map(actionText).join(', then ')}`),
];

export const smallerEventPlans = function* (plan: EventPlan): Generator<EventPlan> {
  const { outage, eager, lossy, ...simple } = plan;
  if (outage !== undefined) yield { ...simple, ...(eager && { eager }), ...(lossy && { lossy }) };
  if (lossy) yield { ...simple, ...(eager && { eager }) };
  const last = plan.endpoints.length - 1;
  const isUsed = plan.lanes.flat().some((action) => isStaffAction(action) && action.endpoint === last);
  if (last >= 0 && !isUsed) yield { ...plan, endpoints: plan.endpoints.slice(0, -1) };
  yield* smallerLanes<EventAction, EventPlan>(plan);
};

const areObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isObject);

export const isEventPlan = (value: unknown): value is EventPlan =>
  isObject(value) && areObjects(value.endpoints) && Array.isArray(value.lanes) && value.lanes.every(areObjects);
