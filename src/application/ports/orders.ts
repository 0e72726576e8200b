import type { CustomerId } from '../../domain/customer-id.ts';
import type { Etag } from '../../domain/etag.ts';
import type { Due, Order, OrderLine, OrderStatus } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { OrderNumber } from '../../domain/order-number.ts';
import type { SalesEvent } from '../../domain/sales-report.ts';
import type { MomentWindow } from './moment-window.ts';
import type { Versioned, Written } from './versioned.ts';

type OrderPageQuery = {
  status?: OrderStatus | undefined;
  limit: number;
  /** Only orders with a smaller sort key: the sort key of the last order of the previous page. */
  before?: string | undefined;
};

export type AdminPageQuery = OrderPageQuery & {
  number?: OrderNumber | undefined;
  due?: Due | undefined;
  attention?: boolean | undefined;
};

export type DueOrder = { id: OrderId; status: OrderStatus; dueSince: string; origins?: Order['origins'] };

/** The part of a confirmed order that its reservations must match. */
export type ConfirmedOrder = { id: OrderId; items: readonly Pick<OrderLine, 'productId' | 'quantity'>[] };

export type Orders = {
  /** Creates the order, or resolves to 'exists' if its id is taken, changing nothing. */
  create(order: Order): Promise<Written<Order> | 'exists'>;
  /**
   * A point read, which may be stale. With `session`, sees at least the write that the token came
   * from; text that is not a token of the service counts as no session. Without `session`, the
   * client sends the newest token that it has received, also from a refused `replace`. So after
   * 'stale', pass none.
   */
  get(id: OrderId, options?: { session?: string | undefined }): Promise<Versioned<Order> | undefined>;
  /**
   * A read that cannot be stale: shows at least every write that ended before the call. Writes
   * nothing, but asks the write side first: use it only before an answer that ends work.
   */
  getLatest(id: OrderId): Promise<Versioned<Order> | undefined>;
  /**
   * Compare-and-set: writes only over the version of `etag`. 'stale': the order has changed since,
   * or is gone.
   */
  replace(order: Order, etag: Etag): Promise<Written<Order> | 'stale'>;
  /** One customer's orders, newest first, at most `limit`. The cost depends only on the page. */
  listByCustomer(customerId: CustomerId, query: OrderPageQuery): Promise<readonly Order[]>;
  /**
   * Orders of all customers that match every filter, newest first, at most `limit`. By `number`, it
   * does not find an order that was last written before orders had numbers.
   */
  listAll(query: AdminPageQuery): Promise<readonly Order[]>;
  /**
   * Orders whose work has been due since a moment in one of the windows and that have no attention
   * flag; paged inside.
   */
  listDue(windows: readonly MomentWindow[]): AsyncIterable<DueOrder>;
  /**
   * Confirmed orders of all customers that are not shipped, in no order; paged inside. No snapshot:
   * orders that change meanwhile may be missed.
   */
  listConfirmed(): AsyncIterable<ConfirmedOrder>;
  /** When the very first order was placed; undefined if there is none. */
  earliest(): Promise<string | undefined>;
  /**
   * The orders that reached `status` on a UTC day (YYYY-MM-DD), whatever their status is now. Each
   * comes once, in no order; paged inside, so that only one page is held in memory.
   */
  listSalesEvents(status: OrderStatus, day: string): AsyncIterable<SalesEvent>;
};
