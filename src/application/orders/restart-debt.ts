import { type Order, withDebtRestarted } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/**
 * Restarts the time since which the debt is due, and removes the attention flag, so that the relay
 * sends for the order again. Changes nothing if nothing is owed. Decides on the latest version.
 * `check` may throw.
 */
export const restartDebt =
  ({ orders, clock, ...deps }: Deps) =>
  (id: OrderId, check: (found: Versioned<Order> | undefined) => Versioned<Order>): Promise<Written<Order>> =>
    compareAndSet(deps, async () => {
      const stored = check(await orders.getLatest(id));
      if (stored.value.debt === undefined) return stored;
      return orders.replace(withDebtRestarted(stored.value, clock().toISOString()), stored.etag);
    });
