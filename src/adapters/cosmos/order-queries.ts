import type { MomentWindow } from '../../application/ports/moment-window.ts';
import type { AdminPageQuery } from '../../application/ports/orders.ts';
import type { CustomerId } from '../../domain/customer-id.ts';
import type { OrderStatus } from '../../domain/order.ts';
import { inWindows } from './moment-windows.ts';
import { where } from './where.ts';

/** With a customer, the list reads only one partition, with few orders of other customers. */
export type OrderListQuery = AdminPageQuery & { customerId?: CustomerId };

/**
 * Every other filter has a composite index together with the sort key. The most selective filter
 * leads, so that its index serves condition and order; the others are checked on what remains.
 */
const orderBy = ({ number, status, due, attention }: OrderListQuery): string => {
  // It has only a range index, and hardly ever more than one order.
  if (number !== undefined) return '';
  const leading = attention ? 'marked' : due ? 'due' : status && 'status';
  return leading === undefined ? ' ORDER BY c.sortKey DESC' : ` ORDER BY c.${leading} DESC, c.sortKey DESC`;
};

/** Newest first, or in no order with a number. */
export const listQuery = (query: OrderListQuery): string => {
  const { customerId, number, status, before, due, attention } = query;
  const conditions = [
    customerId !== undefined && 'c.customerId = @customerId',
    number !== undefined && 'c.number = @number',
    status !== undefined && 'c.status = @status',
    due !== undefined && 'c.due = @due',
    attention === true && 'c.marked = true',
    attention === false && 'NOT IS_DEFINED(c.marked)',
    before !== undefined && 'c.sortKey < @before',
  ];
  return `SELECT TOP @limit * FROM c${where(conditions)}${orderBy(query)}`;
};

export const listParameters = ({ attention: _, ...parameters }: OrderListQuery) => parameters;

export const dueQuery = (windows: readonly MomentWindow[]): string =>
  `SELECT c.id, c.status, c.dueSince, c.origins FROM c WHERE ${inWindows('c.dueSince', windows)} AND NOT IS_DEFINED(c.marked)`;

/** Served by the index on the status. */
export const confirmedQuery = "SELECT c.id, c.items FROM c WHERE c.status = 'confirmed'";

export const earliestQuery = 'SELECT TOP @limit c.placedAt FROM c ORDER BY c.sortKey ASC';

const momentPaths: Record<OrderStatus, string> = {
  // It begins with the moment, and the lists need its index anyway.
  placed: 'sortKey',
  confirmed: 'confirmedAt',
  rejected: 'rejectedAt',
  cancelled: 'cancelledAt',
  shipped: 'shippedAt',
};

/** Each path has its own range index. Without ORDER BY, partitions are read one by one. */
export const eventQuery = (status: OrderStatus): string => {
  const path = `c.${momentPaths[status]}`;
  return `SELECT c.sortKey, c.currency, c.items FROM c WHERE ${path} >= @from AND ${path} < @to`;
};
