import { createHash } from 'node:crypto';
import { assertBrand } from './brand.ts';
import { encodeBase32 } from './encode-base32.ts';
import { type EndpointId, isEndpointId } from './endpoint-id.ts';
import type { Etag } from './etag.ts';
import { type EventId, type EventSubject, type ShopEvent, TEST_EVENT } from './event.ts';
import { type OrderStatus, orderStatuses } from './order.ts';
import { isOrderId, type OrderId } from './order-id.ts';
import { isProductId, type ProductId } from './product.ts';

// No id contains a full stop: a webhook's signature separates what it signs by full stops.

const ORDER_EVENT = new RegExp(`^evt_(ord_[0-9a-v]{16}_[0-9a-v]{26})_(${orderStatuses.join('|')})$`);
const PRODUCT_EVENT = /^evt_([a-z0-9-]{1,64})_[0-9a-v]{16}$/;
const TEST_EVENT_ID = /^evt_(whe_[0-9a-v]{26})_[0-9a-v]{26}$/;

/** The subject is in the id, so that the id is enough for a point read. */
const findSubject = (text: string): EventSubject | undefined => {
  const order = ORDER_EVENT.exec(text)?.[1];
  if (order !== undefined) return isOrderId(order) ? order : undefined;
  const endpoint = TEST_EVENT_ID.exec(text)?.[1];
  if (endpoint !== undefined) return isEndpointId(endpoint) ? endpoint : undefined;
  const product = PRODUCT_EVENT.exec(text)?.[1];
  return product !== undefined && isProductId(product) ? product : undefined;
};

export const isEventId = (text: string): text is EventId => findSubject(text) !== undefined;

/** Throws if the text is not the id of an event. */
export const eventIdOf = (text: string): EventId => assertBrand(text, isEventId, 'EventId');

export const subjectOfEvent = (id: EventId): EventSubject => {
  const subject = findSubject(id);
  if (subject === undefined) throw new Error('Damaged data: the id of an event does not contain its subject.');
  return subject;
};

/** The id of an order's event contains its type; other subjects have only one type. */
export const typeOfEvent = (id: EventId): ShopEvent['type'] => {
  const state = orderStatuses.find((status) => status === ORDER_EVENT.exec(id)?.[2]);
  if (state !== undefined) return `order.${state}`;
  return TEST_EVENT_ID.test(id) ? TEST_EVENT : 'product.changed';
};

/** An order has each state at most once. */
export const orderEventId = (orderId: OrderId, state: OrderStatus): EventId => eventIdOf(`evt_${orderId}_${state}`);

/** Every version of a product has its own etag. */
export const productEventId = (productId: ProductId, etag: Etag): EventId => {
  const digest = createHash('sha256').update(etag).digest();
  return eventIdOf(`evt_${productId}_${encodeBase32(digest.subarray(0, 10))}`);
};

/** `random`: 16 bytes. */
export const testEventId = (endpointId: EndpointId, random: Uint8Array): EventId =>
  eventIdOf(`evt_${endpointId}_${encodeBase32(random)}`);
