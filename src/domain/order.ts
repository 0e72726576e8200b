import type { Contact } from './contact.ts';
import type { CustomerId } from './customer-id.ts';
import { DomainError } from './errors.ts';
import type { OrderId } from './order-id.ts';
import type { Origin } from './origin.ts';
import type { ProductId } from './product.ts';

export const orderStatuses = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What the state still calls for, written together with it: the state is the outbox. */
export const dues = ['reserve', 'release', 'settle'] as const;
export type Due = (typeof dues)[number];

/**
 * The work that is due, and since when. Stored as two fields of the order, `due` and `dueSince`.
 */
export type Debt = { due: Due; since: string };

export const MAX_LINES = 100;
export const MAX_QUANTITY = 100_000;

/**
 * Prices in minor units of the order's currency. `short` marks a line that could not be held, with
 * how many units were `available`, if that is known.
 */
export type OrderLine = {
  productId: ProductId;
  name: string;
  quantity: number;
  unitPrice: number;
  lineTotal: number;
  short?: true;
  available?: number;
};

/** `country` is ISO 3166-1 alpha-2. */
export type Address = {
  recipient: string;
  line1: string;
  line2?: string;
  line3?: string;
  city: string;
  region?: string;
  postalCode?: string;
  country: string;
};

export type Shipment = { carrier: string; trackingNumber: string };
export type Cancellation = { reason?: string; by: 'customer' | 'staff' };

/**
 * Set when the due work is given up, or in advance, when a message has been delivered often.
 * Removed when the work is done, when other work becomes due, and by an operator's retry or replay.
 */
export type Attention = { reason: string; since: string };

export type Order = {
  id: OrderId;
  customerId: CustomerId;
  status: OrderStatus;
  /** Absent if nothing is due. */
  debt?: Debt;
  attention?: Attention;
  /** One line for each product: stock is reserved by order and product. */
  items: readonly OrderLine[];
  currency: string;
  total: number;
  shippingAddress: Address;
  contact?: Contact;
  note?: string;
  /** SHA-256 of the validated, merged command: tells a repeated request from a reused key. */
  commandHash: string;
  placedAt: string;
  confirmedAt?: string;
  rejectedAt?: string;
  cancelledAt?: string;
  shippedAt?: string;
  cancellation?: Cancellation;
  shipment?: Shipment;
  /** What led to each state, as far as it was known. Stored with the state, and never changed. */
  origins?: Partial<Record<OrderStatus, Origin>>;
};

type NewOrder = Pick<
  Order,
  'id' | 'customerId' | 'currency' | 'shippingAddress' | 'contact' | 'note' | 'commandHash' | 'placedAt'
> & { items: readonly Pick<OrderLine, 'productId' | 'name' | 'quantity' | 'unitPrice'>[] };

/** A new order still has to reserve its stock. */
export const newOrder = ({ items, ...order }: NewOrder): Order => {
  const lines = items.map((line) => ({ ...line, lineTotal: line.unitPrice * line.quantity }));
  const total = lines.reduce((sum, line) => sum + line.lineTotal, 0);
  return { ...order, items: lines, total, status: 'placed', debt: { due: 'reserve', since: order.placedAt } };
};

/** Removes the attention flag, too: it was about the work that was owed. */
export const withoutDebt = ({ debt: _debt, attention: _attention, ...order }: Order): Order => order;

/** What is owed is due from now on, so the relay counts 1, 2, 4, ... minutes again. */
export const withDebtRestarted = ({ attention: _attention, ...order }: Order, now: string): Order =>
  order.debt === undefined ? order : { ...order, debt: { ...order.debt, since: now } };

export const confirm = (order: Order, now: string): Order => ({
  ...withoutDebt(order),
  status: 'confirmed',
  confirmedAt: now,
});

/** A product that was short, and how many units there were, if that is known. */
export type Shortage = { productId: ProductId; available?: number };

/** Units that were held are given back after the rejection is written: that is its debt. */
export const reject = (order: Order, shortages: readonly Shortage[], now: string): Order => ({
  ...withoutDebt(order),
  status: 'rejected',
  rejectedAt: now,
  items: order.items.map((line) => {
    const shortage = shortages.find(({ productId }) => productId === line.productId);
    return shortage ? { ...line, ...shortage, short: true } : line;
  }),
  debt: { due: 'release', since: now },
});

/** Idempotent: an order that is already cancelled is returned unchanged. */
export const cancel = (order: Order, cancellation: Cancellation, now: string): Order => {
  if (order.status === 'cancelled') return order;
  if (order.status !== 'placed' && order.status !== 'confirmed') {
    throw new DomainError('order_not_cancellable', `The order is ${order.status} and can no longer be cancelled.`);
  }
  return {
    ...withoutDebt(order),
    status: 'cancelled',
    cancelledAt: now,
    cancellation,
    debt: { due: 'release', since: now },
  };
};

/** Idempotent for the same shipment. */
export const ship = (order: Order, shipment: Shipment, now: string): Order => {
  const { status, shipment: present } = order;
  if (present?.carrier === shipment.carrier && present.trackingNumber === shipment.trackingNumber) return order;
  if (status !== 'confirmed') {
    throw new DomainError(
      'order_not_shippable',
      status === 'shipped'
        ? 'The order has already been shipped with another carrier or tracking number.'
        : `The order is ${status}; only a confirmed order can be shipped.`,
    );
  }
  return { ...withoutDebt(order), status: 'shipped', shippedAt: now, shipment, debt: { due: 'settle', since: now } };
};

/** Returns the order unchanged if it owes nothing or already has the attention flag. */
export const withAttention = (order: Order, attention: Attention): Order =>
  order.debt !== undefined && order.attention === undefined ? { ...order, attention } : order;

/** Sorted by product id, so that two orders for the same products never starve each other. */
export const sortLinesByProduct = (order: Order): readonly OrderLine[] =>
  order.items.toSorted((a, b) => (a.productId < b.productId ? -1 : 1));

/** Unique, so that a page can start after any order. Descending order is newest first. */
export const orderSortKey = (order: Pick<Order, 'placedAt' | 'id'>): string => `${order.placedAt}|${order.id}`;
