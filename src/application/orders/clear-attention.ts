import { type Order, withoutAttention } from '../../domain/order.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Clock } from '../ports/clock.ts';
import type { Orders } from '../ports/orders.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

export type ClearAttentionDeps = { orders: Orders; clock: Clock };

/**
 * Takes the mark off an order, so that the relay counts it in again. `load` reads anew in each round, and refuses what it must. Whatever
 * owes something is written, also where no mark was read: a lagging replica may not have it yet, and only the write can tell.
 */
export const clearAttention =
  ({ orders, clock }: ClearAttentionDeps) =>
  (load: () => Promise<Versioned<Order>>): Promise<Written<Order>> =>
    compareAndSet(async () => {
      const stored = await load();
      if (stored.value.due === undefined) return stored;
      return orders.replace(withoutAttention(stored.value, clock().toISOString()), stored.etag);
    });
