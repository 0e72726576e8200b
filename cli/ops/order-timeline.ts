import type { FullOrder } from './ops-shapes.ts';
import type { OrderHistory } from './read-order-history.ts';
import type { DeliveryOfEvent } from './webhook-shapes.ts';
import { describeLastAttempt } from './webhook-tables.ts';

/** `kind`: where this is known from. `at`: ISO 8601 UTC. */
export type TimelineEntry = {
  at: string;
  kind: 'order' | 'event' | 'webhook' | 'dead_letter';
  what: string;
  detail?: string;
};

const MAX_ANSWER = 80;

const describeMoment = (what: string, { cancellation, shipment, items }: FullOrder): string | undefined => {
  if (what === 'cancelled' && cancellation) {
    return [`by ${cancellation.by}`, cancellation.reason].filter((text) => text !== undefined).join(': ');
  }
  if (what === 'shipped' && shipment) return `${shipment.carrier} ${shipment.trackingNumber}`;
  if (what !== 'rejected') return undefined;
  const short = items.filter((line) => line.short).map(({ productId }) => productId);
  return short.length === 0 ? undefined : `short: ${short.join(', ')}`;
};

const entryOf = (kind: TimelineEntry['kind'], at: string, what: string, detail: string | undefined): TimelineEntry => ({
  at,
  kind,
  what,
  ...(detail !== undefined && detail !== '' && { detail }),
});

/** Every field whose name ends in `At` is the time of a state, also in later versions. */
const momentsOf = (order: FullOrder): TimelineEntry[] =>
  Object.entries(order).flatMap(([name, at]) => {
    const what = /^([a-z]\w*)At$/.exec(name)?.[1];
    return what === undefined || typeof at !== 'string'
      ? []
      : [entryOf('order', at, what, describeMoment(what, order))];
  });

const debtOf = ({ due, dueSince, attention }: FullOrder): TimelineEntry[] => [
  ...(due === undefined || dueSince === undefined ? [] : [entryOf('order', dueSince, `${due} due`, undefined)]),
  ...(attention?.since === undefined ? [] : [entryOf('order', attention.since, 'attention', attention.reason)]),
];

/** When the delivery reached the status that it shows. */
const deliveryTime = (delivery: DeliveryOfEvent): string => {
  const { deliveredAt, failedAt, attempts, createdAt } = delivery;
  const end = deliveredAt ?? failedAt;
  return typeof end === 'string' ? end : (attempts.at(-1)?.at ?? createdAt);
};

const describeDelivery = (delivery: DeliveryOfEvent): string => {
  const { endpointId, attempts, nextAt } = delivery;
  const answer = describeLastAttempt(delivery).slice(0, MAX_ANSWER);
  const parts = [
    `to ${endpointId}`,
    attempts.length === 0 ? 'no attempt yet' : `${attempts.length} attempt${attempts.length === 1 ? '' : 's'}`,
    answer,
    nextAt !== undefined && `next at ${nextAt}`,
  ];
  return parts.filter((part) => part !== false && part !== '').join(', ');
};

/** What happened to an order, the oldest first, as far as it is known. */
export const orderTimeline = ({ order, events = [], deliveries = [], deadLetters }: OrderHistory): TimelineEntry[] => {
  const entries = [
    ...momentsOf(order),
    ...debtOf(order),
    ...events.map(({ time, type, id }) => entryOf('event', time, type, id)),
    ...deliveries.map((delivery) =>
      entryOf('webhook', deliveryTime(delivery), `${delivery.type} ${delivery.status}`, describeDelivery(delivery)),
    ),
    ...(deadLetters?.items ?? []).map(({ enqueuedAt, sequenceNumber, cause, reason }) =>
      entryOf('dead_letter', enqueuedAt, sequenceNumber, cause ?? reason),
    ),
  ];
  return entries.toSorted((a, b) => a.at.localeCompare(b.at));
};
