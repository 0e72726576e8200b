import type { Due, Order, OrderLine, OrderStatus } from '../../domain/order.ts';
import type { SalesEvent } from '../../domain/sales-report.ts';
import type { Versioned, Written } from './versioned.ts';

export type OrderPageQuery = {
  status?: OrderStatus;
  limit: number;
  /** Only orders whose sort key is smaller: the last one of the page before. */
  before?: string;
};

export type AdminPageQuery = OrderPageQuery & { due?: Due; attention?: boolean };

/** A moment of `dueSince`: after `after`, up to and including `until` (ISO 8601 UTC). */
export type DueWindow = { after: string; until: string };

export type DueOrder = { id: string; status: OrderStatus; dueSince: string };

/** Of a confirmed order, what its reservations must match. */
export type ConfirmedOrder = { id: string; items: readonly Pick<OrderLine, 'productId' | 'quantity'>[] };

export type Orders = {
  /** Creates the order, or resolves to 'exists' where its id is taken, changing nothing. */
  create(order: Order): Promise<Written<Order> | 'exists'>;
  /** A point read. With `session`, sees at least what the write of that token wrote. */
  get(id: string, options?: { session?: string }): Promise<Versioned<Order> | undefined>;
  /** Compare-and-set: writes only over the version of `etag`; 'stale' where the order has moved on, or is gone. */
  replace(order: Order, etag: string): Promise<Written<Order> | 'stale'>;
  /** One customer's orders, newest first, at most `limit`; the cost depends on the page alone. */
  listByCustomer(customerId: string, query: OrderPageQuery): Promise<readonly Order[]>;
  /** Orders of all customers, newest first, at most `limit`. */
  listAll(query: AdminPageQuery): Promise<readonly Order[]>;
  /** Orders that owe something since a moment in one of the windows and ask for no attention; paged inside. */
  listDue(windows: readonly DueWindow[]): AsyncIterable<DueOrder>;
  /** Orders of all customers that are confirmed and not shipped, in no order; paged inside. No snapshot: what changes meanwhile may be missed. */
  listConfirmed(): AsyncIterable<ConfirmedOrder>;
  /** When the first order of all was placed; undefined where there is none. */
  earliest(): Promise<string | undefined>;
  /**
   * The orders that came to `status` on a UTC day (YYYY-MM-DD), each once, in no order, whatever became of them since; paged inside, so
   * that no more than a page is held.
   */
  listEvents(status: OrderStatus, day: string): AsyncIterable<SalesEvent>;
};
