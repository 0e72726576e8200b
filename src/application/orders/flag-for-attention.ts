import { type Due, type Order, withAttention } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock'>;

const MAX_ROUNDS = 5;

/** Sets the attention flag if the order still owes `due` (undefined: whatever it owes). */
export const flagForAttention =
  ({ orders, clock }: Deps) =>
  async (
    { orderId, session }: Pick<OrderMessage, 'orderId' | 'session'>,
    due: Due | undefined,
    reasonFor: (order: Order) => string,
  ): Promise<void> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const stored = await orders.get(orderId, session === undefined ? {} : { session });
      const owed = due ?? stored?.value.debt?.due;
      if (!stored || owed === undefined) return;
      const attention = { reason: reasonFor(stored.value), since: clock().toISOString() };
      const next = withAttention(stored.value, owed, attention);
      if (next === stored.value || (await orders.replace(next, stored.etag)) !== 'stale') return;
    }
    throw new Error(`Order ${orderId} kept changing and could not be marked for attention.`);
  };
