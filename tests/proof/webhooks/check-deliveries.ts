import type { Records } from './read-records.ts';
import type { Call } from './start-receiver.ts';

/** `path`: where the receiver takes what is sent to the endpoint. */
export type Subscription = { id: string; path: string; wants: (eventId: string) => boolean };

const missing = (wanted: Iterable<string>, from: ReadonlySet<string>): string[] =>
  [...wanted].filter((id) => !from.has(id));

const checkEvents = ({ expected, events, owing }: Records): string[] => {
  const found = new Set(events);
  return [
    ...missing(expected, found).map((id) => `${id} was never recorded`),
    ...missing(found, expected).map((id) => `${id} never happened`),
    ...(found.size === events.length ? [] : [`${events.length - found.size} events are there twice`]),
    ...(owing === 0 ? [] : [`${owing} events are not fanned out`]),
  ];
};

const checkSubscription = (subscription: Subscription, records: Records, calls: readonly Call[]): string[] => {
  const { id, path, wants } = subscription;
  const wanted = [...records.expected].filter(wants);
  const mine = calls.filter((call) => call.path === path);
  const accepted = new Set(mine.filter((call) => call.accepted).map((call) => call.id));
  const deliveries = records.deliveries.filter(({ endpointId }) => endpointId === id);
  const known = new Set(deliveries.map(({ eventId }) => eventId));
  return [
    ...missing(wanted, accepted).map((eventId) => `${path} never accepted ${eventId}`),
    ...missing(new Set(mine.map((call) => call.id)), new Set(wanted)).map((eventId) => `${path} got ${eventId}`),
    ...missing(wanted, known).map((eventId) => `${path} has no delivery of ${eventId}`),
    ...(known.size === deliveries.length ? [] : [`${path} has a delivery twice`]),
    ...deliveries.flatMap(({ eventId, status }) => {
      if (status !== 'delivered') return [`the delivery of ${eventId} to ${path} is ${status}`];
      return accepted.has(eventId) ? [] : [`${eventId} is said to be delivered to ${path}, which never accepted it`];
    }),
  ];
};

/** Whatever is sent again has the same bytes, and says what its id says. */
const checkBodies = (calls: readonly Call[]): string[] => {
  const bodies = new Map<string, string>();
  return calls.flatMap(({ id, body }) => {
    const first = bodies.get(id);
    bodies.set(id, first ?? body);
    if (first !== undefined) return first === body ? [] : [`${id} has come with different bytes`];
    const { type, data } = JSON.parse(body);
    const [orderId, state] = [/^evt_(ord_\w+)_[a-z]+$/.exec(id)?.[1], /[a-z]+$/.exec(id)?.[0]];
    const fits = type === `order.${state}` && data.status === state && data.id === orderId;
    return fits ? [] : [`${id} says ${type} of ${data.id}, which is ${data.status}`];
  });
};

/** Every violation of what must hold once all is quiet. */
export const checkDeliveries = (
  records: Records,
  subscriptions: readonly Subscription[],
  calls: readonly Call[],
): string[] => [
  ...checkEvents(records),
  ...subscriptions.flatMap((subscription) => checkSubscription(subscription, records, calls)),
  ...checkBodies(calls),
];
