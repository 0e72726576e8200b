import type { Order } from '../shapes.ts';
import type { Orders } from '../topics/read-orders.ts';

export const states = ['placed', 'confirmed', 'shipped', 'rejected', 'cancelled'] as const;

export type OrderFilter = (typeof states)[number] | 'all' | 'retrying' | 'attention';

const byUrgency = ({ recent, flagged, progress }: Orders): readonly Order[] => {
  const isFlagged = new Set(flagged.map(({ id }) => id));
  const others = recent.filter(({ id }) => !isFlagged.has(id));
  const isRetried = ({ id }: Order): boolean => progress[id] !== undefined;
  return [...flagged, ...others.filter(isRetried), ...others.filter((order) => !isRetried(order))];
};

/** Those that need attention first, then those that are retried, then the newest. */
export const chooseOrders = (orders: Orders, filter: OrderFilter): readonly Order[] => {
  if (filter === 'attention') return orders.flagged;
  const sorted = byUrgency(orders);
  if (filter === 'all') return sorted;
  if (filter === 'retrying') return sorted.filter(({ id }) => orders.progress[id] !== undefined);
  return sorted.filter(({ status }) => status === filter);
};
