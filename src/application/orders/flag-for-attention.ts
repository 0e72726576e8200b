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
 * Sets the attention flag, unless the order has one. True: it still owes something (if `onlyIfDue`
 * is given, exactly this) and is flagged. False: it no longer does, and nothing was changed. Does
 * not use `compareAndSet`, whose error is for a caller and names no order.
 */
export const flagForAttention =
  ({ orders, clock }: Deps) =>
  async (
    { orderId, session }: Pick<OrderMessage, 'orderId' | 'session'>,
    reasonFor: (debt: Debt) => string,
    onlyIfDue?: Due,
  ): Promise<boolean> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // After a lost race, this read may be stale: the session does not cover the winner's write.
      // That is safe, for the reason given in `doDueWork`.
      const stored = await orders.get(orderId, round === 0 ? { session } : {});
      const debt = findDebt(stored?.value, onlyIfDue);
      if (!stored || !debt) return false;
      const next = withAttention(stored.value, { reason: reasonFor(debt), since: clock().toISOString() });
      if (next === stored.value || (await orders.replace(next, stored.etag)) !== 'stale') return true;
    }
    throw new Error(`Order ${orderId} kept changing and could not be marked for attention.`);
  };
