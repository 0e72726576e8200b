import { type Order, withoutAttention } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/**
 * Removes the attention flag, so that the relay picks the order up again. `load` may throw.
 *
 * An order with due work is written even if it shows no flag. It may come from a lagging replica;
 * the write then fails as stale, and the next round sees the flag.
 */
export const clearAttention =
  ({ orders, clock, ...deps }: Deps) =>
  (load: () => Promise<Versioned<Order>>): Promise<Written<Order>> =>
    compareAndSet(deps, async () => {
      const stored = await load();
      if (stored.value.debt === undefined) return stored;
      return orders.replace(withoutAttention(stored.value, clock().toISOString()), stored.etag);
    });
