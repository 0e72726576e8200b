import { type Due, withAttention } from '../domain/order.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import type { OrderMessage, OrderQueue } from './ports.ts';
import { type SettleDueDeps, settleDue } from './settle-due.ts';

export type ProcessOrderDeps = SettleDueDeps & { orderQueue: OrderQueue; backOff: BackOff; random: () => number };

/** `deliveryCount` is 1 when the broker delivers the message for the first time. */
export type ProcessOrderCommand = { message: OrderMessage; deliveryCount: number };

/** A message that comes for the fifth time killed its handler four times: there may be no sixth chance to leave a mark. */
const LAST_DELIVERY = 5;

/**
 * Works off one message. A failure hands a copy with the next attempt to the broker and completes this one; a crash in between only
 * makes a duplicate. The last attempt marks the order for attention and rejects, until the broker dead-letters the message.
 */
export const processOrder = (deps: ProcessOrderDeps) => {
  const settle = settleDue(deps);

  /** Marks the order, only if it still owes `due` (undefined: whatever it owes). */
  const mark = async (orderId: string, due: Due | undefined, reason: string): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      const stored = await deps.orders.get(orderId);
      const owed = due ?? stored?.value.due;
      if (!stored || owed === undefined) return;
      const attention = { reason: reason.slice(0, 500), since: deps.clock().toISOString() };
      const marked = withAttention(stored.value, owed, attention);
      if (marked === stored.value || (await deps.orders.replace(marked, stored.etag)) !== 'stale') return;
    }
  };

  return async ({ message, deliveryCount }: ProcessOrderCommand): Promise<void> => {
    const { orderId, rootId, attempt, session } = message;
    const last = attempt + 1 >= deps.backOff.maxAttempts || deliveryCount >= LAST_DELIVERY;
    if (deliveryCount >= LAST_DELIVERY) {
      await mark(
        orderId,
        undefined,
        `Delivered for the ${deliveryCount}th time: earlier handlers died or lost their lock.`,
      );
    }

    let working: Due | undefined;
    try {
      await settle(orderId, session, (due) => {
        working = due;
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (last) {
        deps.log.error('order_given_up', {
          orderId,
          messageId: message.messageId,
          attempt,
          deliveryCount,
          due: working,
          reason,
        });
        await markOrLog(working, reason);
        throw error;
      }
      const waitMs = backOffMs(deps.backOff, attempt, deps.random());
      const at = new Date(deps.clock().getTime() + waitMs);
      await deps.orderQueue.schedule({ ...message, messageId: `${rootId}#${attempt + 1}`, attempt: attempt + 1 }, at);
      deps.log.warn('order_attempt_failed', { orderId, attempt, due: working, waitMs: Math.round(waitMs), reason });
    }

    async function markOrLog(due: Due | undefined, reason: string): Promise<void> {
      if (due === undefined) return;
      try {
        await mark(orderId, due, reason);
      } catch (error) {
        // Dead-lettered without a mark: the relay goes on with the order.
        deps.log.error('order_not_marked', { orderId, reason: String(error) });
      }
    }
  };
};
