import type { Order } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition } from '../precondition.ts';
import { announceDue } from './announce-due.ts';
import type { ChangeOrderCommand } from './change-order.ts';
import { requireVisible } from './get-order.ts';
import { inTraceOf } from './in-trace-of.ts';
import { orderLogFields } from './order-log-fields.ts';
import { restartDebt } from './restart-debt.ts';

type Deps = Pick<
  Capabilities,
  'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'telemetry' | 'randomId'
>;

/**
 * For admins: the endpoint checks the role. Restarts the debt before it sends, so that the relay
 * sends if this crashes. The root id is random: with the same one, the broker would drop a second
 * retry.
 */
export const retryOrder = (deps: Deps) => {
  const restart = restartDebt(deps);
  const announce = announceDue(deps);

  return async ({ orderId, principal, precondition }: ChangeOrderCommand): Promise<Versioned<Order>> => {
    const restarted = await restart(orderId, (found) => {
      const stored = requireVisible(found, principal);
      checkPrecondition(precondition, stored.etag);
      return stored;
    });
    const due = restarted.value.debt?.due;
    deps.log.info('order_retried', { ...orderLogFields(restarted.value, deps.clock()), due });
    await inTraceOf(restarted.value, deps.telemetry, 'retry order', () => announce(restarted, deps.randomId()));
    return restarted;
  };
};
