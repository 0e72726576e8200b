import type { Brand } from './brand.ts';
import type { EndpointId } from './endpoint-id.ts';
import type { OrderId } from './order-id.ts';
import type { Origin } from './origin.ts';
import type { ProductId } from './product.ts';

/** One for every state of an order. */
export const orderEventTypes = [
  'order.placed',
  'order.confirmed',
  'order.rejected',
  'order.cancelled',
  'order.shipped',
] as const;

/** What an endpoint can subscribe to. */
export const eventTypes = [...orderEventTypes, 'product.changed'] as const;
export type EventType = (typeof eventTypes)[number];

/** Sent only when staff ask for it, to one endpoint, whatever its types are. */
export const TEST_EVENT = 'webhook.test';

/** Names the subject and the type, so that the same event always has the same id. */
export type EventId = Brand<string, 'EventId'>;

/** The subject of a test is the endpoint that it is for. */
export type EventSubject = OrderId | ProductId | EndpointId;

/**
 * Something that happened to an order or a product. A pure function of the subject's document, so
 * that it has the same content whenever it is derived.
 */
export type ShopEvent = {
  id: EventId;
  type: EventType | typeof TEST_EVENT;
  subject: EventSubject;
  /** When it happened (ISO 8601 UTC). That of a product has whole seconds. */
  time: string;
  /**
   * Of an order, the number of states so far, which tells the newer of two events. Of a product,
   * the version in its ETag, which does not.
   */
  version: string;
  data: Readonly<Record<string, unknown>>;
  /** What led to it, if that is known. For messages; not shown. */
  origin?: Origin;
};

/** Unique, so that a page can start after any event. Descending order is newest first. */
export const eventSortKey = ({ time, id }: Pick<ShopEvent, 'time' | 'id'>): string => `${time}|${id}`;

const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Only recent events are created: an older one may have existed and expired, and must not come
 * back.
 */
export const isRecent = ({ time }: Pick<ShopEvent, 'time'>, now: Date): boolean =>
  now.getTime() - Date.parse(time) <= MAX_AGE_MS;
