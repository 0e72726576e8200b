import type { AdminPageQuery, DueWindow } from '../../application/ports/orders.ts';
import type { CustomerId } from '../../domain/customer-id.ts';
import type { OrderStatus } from '../../domain/order.ts';

/** With a customer, the list reads only one partition, with few orders of other customers. */
export type OrderListQuery = AdminPageQuery & { customerId?: CustomerId };

/**
 * Every filter has a composite index together with the sort key. The most selective filter leads,
 * so that its index serves condition and order; the others are checked on what remains.
 */
export const listQuery = ({ customerId, status, before, due, attention }: OrderListQuery): string => {
  const conditions = [
    customerId !== undefined && 'c.customerId = @customerId',
    status !== undefined && 'c.status = @status',
    due !== undefined && 'c.due = @due',
    attention === true && 'c.marked = true',
    attention === false && 'NOT IS_DEFINED(c.marked)',
    before !== undefined && 'c.sortKey < @before',
  ].filter((condition) => condition !== false);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')} ` : '';
  const leading = attention ? 'marked' : due ? 'due' : status && 'status';
  const order = leading === undefined ? 'c.sortKey DESC' : `c.${leading} DESC, c.sortKey DESC`;
  return `SELECT TOP @limit * FROM c ${where}ORDER BY ${order}`;
};

export const listParameters = ({ customerId, status, before, due, limit }: OrderListQuery) => ({
  limit,
  customerId,
  status,
  before,
  due,
});

/**
 * An index may not serve the windows, which are alternatives. The range around them all limits what
 * is read to orders that owe something.
 */
export const dueQuery = (windows: readonly DueWindow[]): string => {
  const inWindow = windows.map((_, i) => `(c.dueSince > @after${i} AND c.dueSince <= @until${i})`).join(' OR ');
  const around = 'c.dueSince > @after AND c.dueSince <= @until';
  return `SELECT c.id, c.status, c.dueSince FROM c WHERE ${around} AND NOT IS_DEFINED(c.marked) AND (${inWindow})`;
};

/** Moments compare as text. */
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a < b ? b : a);

/** Needs at least one window. */
export const dueParameters = (windows: readonly DueWindow[]): Record<string, string> => ({
  after: windows.map(({ after }) => after).reduce(earlier),
  until: windows.map(({ until }) => until).reduce(later),
  ...Object.fromEntries(
    windows.flatMap(({ after, until }, i) => [
      [`after${i}`, after],
      [`until${i}`, until],
    ]),
  ),
});

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
