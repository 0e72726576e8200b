import type { Contact } from './contact.ts';
import type { ShopEvent } from './event.ts';
import { orderEventId } from './event-id.ts';
import {
  type Address,
  type Cancellation,
  type Order,
  type OrderLine,
  type OrderStatus,
  orderStatuses,
  type Shipment,
} from './order.ts';
import { orderNumberOf } from './order-number.ts';
import { parseOrigin } from './origin.ts';

type Data = Readonly<Record<string, unknown>>;

/** The fields that are there, in this order: the same content always has the same bytes. */
const pickFields = (value: object, fields: readonly string[]): Data => {
  const present: Data = { ...value };
  return Object.fromEntries(fields.flatMap((field) => (present[field] === undefined ? [] : [[field, present[field]]])));
};

const lineFields = ['productId', 'name', 'quantity', 'unitPrice', 'lineTotal'] as const satisfies (keyof OrderLine)[];

const addressFields = [
  'recipient',
  'line1',
  'line2',
  'line3',
  'city',
  'region',
  'postalCode',
  'country',
] as const satisfies (keyof Address)[];

const contactFields = ['email', 'phone'] as const satisfies (keyof Contact)[];

const cancellationFields = ['reason', 'by'] as const satisfies (keyof Cancellation)[];

const shipmentFields = ['carrier', 'trackingNumber'] as const satisfies (keyof Shipment)[];

/** Set by the first write, and never changed; the number is derived from the id. */
const firstFields = [
  'id',
  'number',
  'customerId',
  'status',
  'items',
  'currency',
  'total',
  'shippingAddress',
  'contact',
  'note',
] as const satisfies (keyof Order | 'number')[];

type Moment = 'placedAt' | 'confirmedAt' | 'rejectedAt' | 'cancelledAt' | 'shippedAt';

/**
 * `moments`: the times of the states up to this one; how many an order has is the version. `lines`,
 * `more`: what else the event shows.
 */
type Whitelist = {
  moments: readonly ['placedAt', ...Moment[]];
  lines: readonly (keyof OrderLine)[];
  more: readonly (keyof Order)[];
};

/**
 * Only fields that were set when the state was written, or before. A field that is set later would
 * change the content of the event.
 */
const whitelists: Record<OrderStatus, Whitelist> = {
  placed: { moments: ['placedAt'], lines: lineFields, more: [] },
  confirmed: { moments: ['placedAt', 'confirmedAt'], lines: lineFields, more: [] },
  rejected: { moments: ['placedAt', 'rejectedAt'], lines: [...lineFields, 'short', 'available'], more: [] },
  cancelled: {
    // A cancelled order is never confirmed, so its `confirmedAt` was there before.
    moments: ['placedAt', 'confirmedAt', 'cancelledAt'],
    lines: lineFields,
    more: ['cancellation'],
  },
  shipped: { moments: ['placedAt', 'confirmedAt', 'shippedAt'], lines: lineFields, more: ['shipment'] },
};

const dataOf = (order: Order, status: OrderStatus, { moments, lines, more }: Whitelist): Data => {
  const { shippingAddress, contact, cancellation, shipment } = order;
  const shown = {
    ...order,
    number: orderNumberOf(order.id),
    status,
    items: order.items.map((line) => pickFields(line, lines)),
    shippingAddress: pickFields(shippingAddress, addressFields),
    contact: contact && pickFields(contact, contactFields),
    cancellation: cancellation && pickFields(cancellation, cancellationFields),
    shipment: shipment && pickFields(shipment, shipmentFields),
  };
  return pickFields(shown, [...firstFields, ...moments, ...more]);
};

const findEvent = (order: Order, status: OrderStatus): ShopEvent | undefined => {
  const whitelist = whitelists[status];
  const time = order[`${status}At`];
  if (time === undefined) return undefined;
  const origin = parseOrigin({ ...order.origins?.[status] });
  return {
    id: orderEventId(order.id, status),
    type: `order.${status}`,
    subject: order.id,
    time,
    version: String(whitelist.moments.filter((moment) => order[moment] !== undefined).length),
    data: dataOf(order, status, whitelist),
    ...(origin && { origin }),
  };
};

/**
 * Everything that has happened to the order: one event for each state that it has had. Never
 * depends on what has changed, because the feed shows only the last of several quick changes.
 */
export const eventsOf = (order: Order): readonly ShopEvent[] =>
  orderStatuses.map((status) => findEvent(order, status)).filter((event) => event !== undefined);
