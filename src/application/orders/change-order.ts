import type { Etag } from '../../domain/etag.ts';
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
import { inTraceOf } from './in-trace-of.ts';
import { orderLogFields } from './order-log-fields.ts';

type Deps = Pick<Capabilities, 'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'telemetry'>;

export type ChangeOrderCommand = { orderId: OrderId; principal: Principal; precondition: Precondition };

/**
 * Writes an order conditionally, logs that, and wakes a worker. Does nothing if `change` returns
 * its input.
 */
export const changeOrder = (
  deps: Deps,
  logChange: (fields: ReturnType<typeof orderLogFields>, changed: Order) => void,
) => {
  const announce = announceDue(deps);

  return async (
    { orderId, principal, precondition }: ChangeOrderCommand,
    change: (order: Order, now: string) => Order,
  ): Promise<Versioned<Order>> => {
    const write = async (next: Order, etag: Etag): Promise<Versioned<Order> | 'stale'> => {
      const written = await deps.orders.replace(next, etag);
      if (written === 'stale') return written;
      logChange(orderLogFields(next, deps.clock()), next);
      await announce(written);
      return written;
    };
    return compareAndSet(deps, () =>
      decideOnRead(deps.orders, orderId, async (found) => {
        const stored = requireVisible(found, principal);
        checkPrecondition(precondition, stored.etag);
        const next = change(stored.value, deps.clock().toISOString());
        if (next === stored.value) return stored;
        return inTraceOf(next, deps.telemetry, 'change order', () => write(next, stored.etag));
      }),
    );
  };
};
