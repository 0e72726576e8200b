import { type Order, withoutAttention } from '../../domain/order.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Clock } from '../ports/clock.ts';
import type { Orders } from '../ports/orders.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

export type ClearAttentionDeps = { orders: Orders; clock: Clock };

/**
 * Removes the attention flag, so that the relay picks the order up again. `load` reads again in
 * each round and throws if the change is not allowed. An order with due work is written even if no
 * flag was read: a lagging replica may not show the flag yet, and only the write would notice.
 */
export const clearAttention =
  ({ orders, clock }: ClearAttentionDeps) =>
  (load: () => Promise<Versioned<Order>>): Promise<Written<Order>> =>
    compareAndSet(async () => {
      const stored = await load();
      if (stored.value.debt === undefined) return stored;
      return orders.replace(withoutAttention(stored.value, clock().toISOString()), stored.etag);
    });
