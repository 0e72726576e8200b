import type { Due, Order, OrderStatus } from '../../src/domain/order.ts';

const next: Record<OrderStatus, readonly OrderStatus[]> = {
  placed: ['confirmed', 'rejected', 'cancelled'],
  confirmed: ['cancelled', 'shipped'],
  rejected: [],
  cancelled: [],
  shipped: [],
};

/** What an order owes when it enters a state. */
const owes: Record<OrderStatus, Due | undefined> = {
  placed: 'reserve',
  confirmed: undefined,
  rejected: 'release',
  cancelled: 'release',
  shipped: 'settle',
};

const fixed = ['id', 'customerId', 'commandHash', 'placedAt', 'total', 'note'] as const satisfies (keyof Order)[];

const stamps = {
  placed: 'placedAt',
  confirmed: 'confirmedAt',
  rejected: 'rejectedAt',
  cancelled: 'cancelledAt',
  shipped: 'shippedAt',
} as const satisfies Record<OrderStatus, keyof Order>;

const quantities = ({ items }: Order): string =>
  items.map(({ productId, quantity }) => `${productId}:${quantity}`).join();

const changed = (before: Order, after: Order): string | undefined => {
  if (quantities(before) !== quantities(after)) return 'items';
  const happened = Object.values(stamps).filter((stamp) => before[stamp] !== undefined);
  return [...fixed, ...happened].find((field) => before[field] !== after[field]);
};

const illFormed = (order: Order): string | undefined => {
  if ((order.due === undefined) !== (order.dueSince === undefined)) return 'due without dueSince, or the reverse';
  if (order.attention && order.due === undefined) return 'attention without anything due';
  if (order[stamps[order.status]] === undefined) return `${order.status} without its time`;
  return undefined;
};

/** What is wrong with a write of an order, if anything. */
export const illegalStep = (before: Order | undefined, after: Order): string | undefined => {
  const shape = illFormed(after);
  if (shape !== undefined) return shape;
  if (!before) return after.status === 'placed' && after.due === 'reserve' ? undefined : 'born in a wrong state';
  const moved = before.status !== after.status;
  if (moved && !next[before.status].includes(after.status)) return `${before.status} became ${after.status}`;
  const field = changed(before, after);
  if (field !== undefined) return `${field} changed afterwards`;
  if (moved) {
    return after.due === owes[after.status] ? undefined : `${after.status} was entered with ${after.due} due`;
  }
  if (before.due === after.due) return undefined;
  const paid = after.due === undefined && before.status !== 'placed';
  return paid ? undefined : `${before.status} changed what is due from ${before.due} to ${after.due}`;
};
