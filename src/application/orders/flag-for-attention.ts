import { type Debt, type Due, type Order, withAttention } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock'>;

const MAX_ROUNDS = 5;

const findDebt = (order: Order | undefined, onlyIfDue: Due | undefined): Debt | undefined => {
  const debt = order?.debt;
  if (onlyIfDue !== undefined && debt?.due !== onlyIfDue) return undefined;
  return debt;
};

/**
 * Sets the attention flag if the order still owes something (with `onlyIfDue`: exactly this). Keeps
 * a flag that is there. 'not_owed' may be wrong, because the read may be stale. Does not use
 * `compareAndSet`, whose error is for clients of the API and names no order.
 */
export const flagForAttention =
  ({ orders, clock }: Deps) =>
  async (
    { orderId, session }: Pick<OrderMessage, 'orderId' | 'session'>,
    reasonFor: (debt: Debt) => string,
    onlyIfDue?: Due,
  ): Promise<'flagged' | 'not_owed'> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // Later rounds without the session of the message: see `Orders.get`.
      const stored = await orders.get(orderId, round === 0 ? { session } : {});
      const debt = findDebt(stored?.value, onlyIfDue);
      if (!stored || !debt) return 'not_owed';
      const next = withAttention(stored.value, { reason: reasonFor(debt), since: clock().toISOString() });
      if (next === stored.value || (await orders.replace(next, stored.etag)) !== 'stale') return 'flagged';
    }
    throw new Error(`Order ${orderId} kept changing and could not be marked for attention.`);
  };
