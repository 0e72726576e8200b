import type { Order } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition } from '../precondition.ts';
import { announceDue } from './announce-due.ts';
import type { ChangeOrderCommand } from './change-order.ts';
import { clearAttention } from './clear-attention.ts';
import { requireVisible } from './get-order.ts';
import { inTraceOf } from './in-trace-of.ts';
import { orderLogFields } from './order-log-fields.ts';

type Deps = Pick<
  Capabilities,
  'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'telemetry' | 'randomId'
>;

/**
 * For admins: the endpoint checks the role. Clears the attention flag first, so that after a crash
 * the relay sends. The root id is random: with the same one, the broker would drop a second retry.
 */
export const retryOrder = (deps: Deps) => {
  const clear = clearAttention(deps);
  const announce = announceDue(deps);

  return async ({ orderId, principal, precondition }: ChangeOrderCommand): Promise<Versioned<Order>> => {
    const cleared = await clear(orderId, (found) => {
      const stored = requireVisible(found, principal);
      checkPrecondition(precondition, stored.etag);
      return stored;
    });
    const due = cleared.value.debt?.due;
    deps.log.info('order_retried', { ...orderLogFields(cleared.value, deps.clock()), due });
    await inTraceOf(cleared.value, deps.telemetry, 'retry order', () => announce(cleared, deps.randomId()));
    return cleared;
  };
};
