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
  if (order.attention && order.debt === undefined) return 'attention without anything due';
  if (order[stamps[order.status]] === undefined) return `${order.status} without its time`;
  return undefined;
};

/** What is wrong with a write of an order, if anything. */
export const illegalStep = (before: Order | undefined, after: Order): string | undefined => {
  const shape = illFormed(after);
  if (shape !== undefined) return shape;
  if (!before) return after.status === 'placed' && after.debt?.due === 'reserve' ? undefined : 'born in a wrong state';
  const [dueBefore, dueAfter] = [before.debt?.due, after.debt?.due];
  const moved = before.status !== after.status;
  if (moved && !next[before.status].includes(after.status)) return `${before.status} became ${after.status}`;
  const field = changed(before, after);
  if (field !== undefined) return `${field} changed afterwards`;
  if (moved) {
    return dueAfter === owes[after.status] ? undefined : `${after.status} was entered with ${dueAfter} due`;
  }
  if (dueBefore === dueAfter) return undefined;
  const paid = dueAfter === undefined && before.status !== 'placed';
  return paid ? undefined : `${before.status} changed what is due from ${dueBefore} to ${dueAfter}`;
};
