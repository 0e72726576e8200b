import { type Order, withoutAttention } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/**
 * Removes the attention flag, so that the relay picks the order up again, and restarts the debt.
 * `check` may throw. Reads the latest version, because an older one might owe nothing.
 */
export const clearAttention =
  ({ orders, clock, ...deps }: Deps) =>
  (id: OrderId, check: (found: Versioned<Order> | undefined) => Versioned<Order>): Promise<Written<Order>> =>
    compareAndSet(deps, async () => {
      const stored = check(await orders.getLatest(id));
      if (stored.value.debt === undefined) return stored;
      return orders.replace(withoutAttention(stored.value, clock().toISOString()), stored.etag);
    });
