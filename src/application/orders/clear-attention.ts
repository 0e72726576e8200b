import { type Order, withoutAttention } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/**
 * Restarts the debt of an order and removes its attention flag, if it has one: the relay then sends
 * for it. Changes nothing if nothing is owed; the latest version decides that. `check` may throw.
 */
export const clearAttention =
  ({ orders, clock, ...deps }: Deps) =>
  (id: OrderId, check: (found: Versioned<Order> | undefined) => Versioned<Order>): Promise<Written<Order>> =>
    compareAndSet(deps, async () => {
      const stored = check(await orders.getLatest(id));
      if (stored.value.debt === undefined) return stored;
      return orders.replace(withoutAttention(stored.value, clock().toISOString()), stored.etag);
    });
