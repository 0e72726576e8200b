import type { AdminPageQuery, DueWindow } from '../../application/ports/orders.ts';
import type { OrderStatus } from '../../domain/order.ts';

/**
 * Conditions and order of a list. Each of the filters has a composite index with the sort key; the most selective one that is given leads,
 * so that the index serves condition and order, and the others are checked on the few documents that are left.
 */
export const listQuery = ({ status, before, due, attention }: AdminPageQuery): string => {
  const conditions = [
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

export const listParameters = ({ status, before, due, limit }: AdminPageQuery) => ({
  limit,
  ...(status !== undefined && { status }),
  ...(before !== undefined && { before }),
  ...(due !== undefined && { due }),
});

/**
 * The range around all windows says nothing new, and bounds what is read to the orders that owe something: an index need not be able to serve the
 * windows, which are alternatives.
 */
export const dueQuery = (windows: readonly DueWindow[]): string => {
  const inWindow = windows.map((_, i) => `(c.dueSince > @after${i} AND c.dueSince <= @until${i})`).join(' OR ');
  const around = 'c.dueSince > @after AND c.dueSince <= @until';
  return `SELECT c.id, c.status, c.dueSince FROM c WHERE ${around} AND NOT IS_DEFINED(c.marked) AND (${inWindow})`;
};

/** Moments compare as text. */
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a < b ? b : a);

/** Of at least one window. */
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
  // Begins with the moment, and is indexed for the lists anyway.
  placed: 'sortKey',
  confirmed: 'confirmedAt',
  rejected: 'rejectedAt',
  cancelled: 'cancelledAt',
  shipped: 'shippedAt',
};

/** Each path has a range index of its own. No ORDER BY: partitions are read one after the other, and nothing is merged. */
export const eventQuery = (status: OrderStatus): string => {
  const path = `c.${momentPaths[status]}`;
  return `SELECT c.sortKey, c.currency, c.items FROM c WHERE ${path} >= @from AND ${path} < @to`;
};
