import type { EndpointId } from './endpoint-id.ts';
import type { EventId, ShopEvent } from './event.ts';
import type { Origin } from './origin.ts';

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why a call had no answer. */
export type CallFailure =
  | 'blocked_address'
  | 'name_not_resolved'
  | 'connect_timeout'
  | 'timeout'
  | 'connection_failed'
  | 'bad_certificate'
  | 'malformed_answer';

/** `answer`: the first KiB of the body, as text. */
export type CallOutcome = { status: number; answer: string } | { error: CallFailure };

export type DeliveryAttempt = CallOutcome & { at: string; ms: number };

type DeliveryFields = {
  endpointId: EndpointId;
  eventId: EventId;
  type: ShopEvent['type'];
  subject: ShopEvent['subject'];
  createdAt: string;
  /** The newest 20, the oldest of them first. */
  attempts: readonly DeliveryAttempt[];
  /** What led to it, if that is known. For messages; not shown. */
  origin?: Origin;
};

export type PendingDelivery = DeliveryFields & { status: 'pending'; nextAt: string };
export type DeliveredDelivery = DeliveryFields & { status: 'delivered'; deliveredAt: string };
export type FailedDelivery = DeliveryFields & { status: 'failed'; failedAt: string };

/** One event for one endpoint. `nextAt` is when the next attempt is due. */
export type Delivery = PendingDelivery | DeliveredDelivery | FailedDelivery;

/** Unique among the deliveries of an endpoint. Descending order is newest first. */
export const deliverySortKey = ({ createdAt, eventId }: Pick<Delivery, 'createdAt' | 'eventId'>): string =>
  `${createdAt}|${eventId}`;

const MAX_STORED_ATTEMPTS = 20;

/** The clock of whoever schedules a message may be ahead of ours. */
const CLOCK_TOLERANCE_MS = 1_000;

const later = (moment: string, ms: number): string => new Date(Date.parse(moment) + ms).toISOString();

const fieldsOf = ({ endpointId, eventId, type, subject, createdAt, attempts, origin }: Delivery): DeliveryFields => ({
  endpointId,
  eventId,
  type,
  subject,
  createdAt,
  attempts,
  ...(origin && { origin }),
});

const withAttempt = (delivery: Delivery, attempt: DeliveryAttempt): DeliveryFields => ({
  ...fieldsOf(delivery),
  attempts: [...delivery.attempts, attempt].slice(-MAX_STORED_ATTEMPTS),
});

/** The first attempt is due at once. */
export const newDelivery = (
  endpointId: EndpointId,
  { id, type, subject }: Pick<ShopEvent, 'id' | 'type' | 'subject'>,
  now: string,
  origin?: Origin,
): PendingDelivery => ({
  endpointId,
  eventId: id,
  type,
  subject,
  createdAt: now,
  attempts: [],
  status: 'pending',
  nextAt: now,
  ...(origin && { origin }),
});

export const isSuccess = (outcome: CallOutcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;

export const isDue = (delivery: Delivery, now: Date): delivery is PendingDelivery =>
  delivery.status === 'pending' && Date.parse(delivery.nextAt) <= now.getTime() + CLOCK_TOLERANCE_MS;

/** `at` is when the attempt began. */
const endOf = ({ at, ms }: DeliveryAttempt): string => later(at, ms);

/** Whatever the status was: the endpoint has the event. */
export const deliver = (delivery: Delivery, attempt: DeliveryAttempt): DeliveredDelivery => ({
  ...withAttempt(delivery, attempt),
  status: 'delivered',
  deliveredAt: endOf(attempt),
});

/** Another attempt follows after `waitMs`; without it, the delivery has failed for good. */
export const recordFailure = (
  delivery: PendingDelivery,
  attempt: DeliveryAttempt,
  waitMs: number | undefined,
): PendingDelivery | FailedDelivery =>
  waitMs === undefined
    ? { ...withAttempt(delivery, attempt), status: 'failed', failedAt: endOf(attempt) }
    : { ...withAttempt(delivery, attempt), status: 'pending', nextAt: later(endOf(attempt), waitMs) };

/** The endpoint has no room for another call at the moment. That is no attempt. */
export const putOff = (delivery: PendingDelivery, until: Date): PendingDelivery => ({
  ...delivery,
  nextAt: until.toISOString(),
});

/** There is nothing left to send: the event has expired. */
export const giveUp = (delivery: Delivery, now: string): FailedDelivery => ({
  ...fieldsOf(delivery),
  status: 'failed',
  failedAt: now,
});

/** Makes another attempt due at once, whatever became of the earlier ones. */
export const makeDue = (delivery: PendingDelivery | FailedDelivery, now: string): PendingDelivery => ({
  ...fieldsOf(delivery),
  status: 'pending',
  nextAt: now,
});
