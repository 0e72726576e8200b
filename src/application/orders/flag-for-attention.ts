import { type Due, type Order, withAttention } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock'>;

const MAX_ROUNDS = 5;

/** Sets the attention flag if the order still owes something (`onlyIfDue`: exactly this). */
export const flagForAttention = ({ orders, clock }: Deps) => {
  const flagOnce = async (
    { value: order, etag }: Versioned<Order>,
    reasonFor: (order: Order) => string,
    onlyIfDue: Due | undefined,
  ): Promise<'done' | 'stale'> => {
    if (order.debt === undefined) return 'done';
    const attention = { reason: reasonFor(order), since: clock().toISOString() };
    const next = withAttention(order, onlyIfDue ?? order.debt.due, attention);
    if (next === order) return 'done';
    return (await orders.replace(next, etag)) === 'stale' ? 'stale' : 'done';
  };

  return async (
    { orderId, session }: Pick<OrderMessage, 'orderId' | 'session'>,
    reasonFor: (order: Order) => string,
    onlyIfDue?: Due,
  ): Promise<void> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const stored = await orders.get(orderId, { session });
      if (!stored || (await flagOnce(stored, reasonFor, onlyIfDue)) === 'done') return;
    }
    throw new Error(`Order ${orderId} kept changing and could not be marked for attention.`);
  };
};
