import type { Order } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Principal } from '../ports/tokens.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';
import { announceDue } from './announce-due.ts';
import { requireVisible } from './get-order.ts';
import { orderLogFields } from './order-log-fields.ts';

type Deps = Pick<Capabilities, 'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log'>;

export type ChangeOrderCommand = { orderId: OrderId; principal: Principal; precondition: Precondition };

/**
 * Writes an order conditionally, logs `event` and wakes a worker. Does nothing if `change` returns
 * its input.
 */
export const changeOrder = (deps: Deps, event: 'order_cancelled' | 'order_shipped') => {
  const announce = announceDue(deps);

  return async (
    { orderId, principal, precondition }: ChangeOrderCommand,
    change: (order: Order, now: string) => Order,
  ): Promise<Versioned<Order>> => {
    const { current, changed } = await compareAndSet(deps, () =>
      decideOnRead(deps.orders, orderId, async (found) => {
        const stored = requireVisible(found, principal);
        checkPrecondition(precondition, stored.etag);
        const next = change(stored.value, deps.clock().toISOString());
        if (next === stored.value) return { current: stored, changed: false };
        const outcome = await deps.orders.replace(next, stored.etag);
        return outcome === 'stale' ? outcome : { current: outcome, changed: true };
      }),
    );
    if (!changed) return current;
    const by = current.value.cancellation?.by;
    deps.log.info(event, { ...orderLogFields(current.value, deps.clock()), by });
    await announce(current);
    return current;
  };
};
