import type { EndpointId } from './endpoint-id.ts';
import type { EventId, ShopEvent } from './event.ts';

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

/** What one endpoint is sent of one event. `nextAt` is when the next attempt is due. */
export type Delivery = {
  endpointId: EndpointId;
  eventId: EventId;
  type: ShopEvent['type'];
  subject: ShopEvent['subject'];
  createdAt: string;
  attempts: readonly DeliveryAttempt[];
} & (
  | { status: 'pending'; nextAt: string }
  | { status: 'delivered'; deliveredAt: string }
  | { status: 'failed'; failedAt: string }
);

/** Unique among the deliveries of an endpoint. Descending order is newest first. */
export const deliverySortKey = ({ createdAt, eventId }: Pick<Delivery, 'createdAt' | 'eventId'>): string =>
  `${createdAt}|${eventId}`;
