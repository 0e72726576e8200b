import { type Due, withAttention } from '../domain/order.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import type { OrderMessage, OrderQueue } from './ports.ts';
import { type SettleDueDeps, settleDue } from './settle-due.ts';

export type ProcessOrderDeps = SettleDueDeps & { orderQueue: OrderQueue; backOff: BackOff; random: () => number };

/** `deliveryCount` is 1 when the broker delivers the message for the first time. */
export type ProcessOrderCommand = { message: OrderMessage; deliveryCount: number };

/** A message that comes for the fifth time killed its handler four times: there may be no sixth chance to leave a mark. */
const LAST_DELIVERY = 5;

const MARK_ROUNDS = 5;

/**
 * Works off one message. A failure hands a copy with the next attempt to the broker and completes this one; a crash in between only
 * makes a duplicate. The last attempt marks the order for attention and rejects, until the broker dead-letters the message.
 */
export const processOrder = (deps: ProcessOrderDeps) => {
  const settle = settleDue(deps);

  /** Marks the order, only if it still owes `due` (undefined: whatever it owes). */
  const mark = async ({ orderId, session }: OrderMessage, due: Due | undefined, reason: string): Promise<void> => {
    for (let round = 0; round < MARK_ROUNDS; round++) {
      const stored = await deps.orders.get(orderId, session === undefined ? {} : { session });
      const owed = due ?? stored?.value.due;
      if (!stored || owed === undefined) return;
      const attention = { reason: reason.slice(0, 500), since: deps.clock().toISOString() };
      const marked = withAttention(stored.value, owed, attention);
      if (marked === stored.value || (await deps.orders.replace(marked, stored.etag)) !== 'stale') return;
    }
    throw new Error(`Order ${orderId} kept changing while it was to be marked.`);
  };

  const giveUp = async ({ message, deliveryCount }: ProcessOrderCommand, due: Due | undefined, reason: string) => {
    const { orderId, messageId, attempt } = message;
    deps.log.error('order_given_up', { orderId, messageId, attempt, deliveryCount, due, reason });
    if (due === undefined) return;
    try {
      await mark(message, due, reason);
    } catch (error) {
      // Dead-lettered without a mark: the relay goes on with the order.
      deps.log.error('order_not_marked', { orderId, due, reason: String(error) });
    }
  };

  const tryAgainLater = async (message: OrderMessage, due: Due | undefined, reason: string): Promise<void> => {
    const { orderId, rootId, attempt } = message;
    const waitMs = backOffMs(deps.backOff, attempt, deps.random());
    deps.log.warn('order_attempt_failed', { orderId, attempt, due, waitMs: Math.round(waitMs), reason });
    const copy = { ...message, messageId: `${rootId}#${attempt + 1}`, attempt: attempt + 1 };
    try {
      await deps.orderQueue.schedule(copy, new Date(deps.clock().getTime() + waitMs));
    } catch (error) {
      // An order that is known to owe something is the relay's anyway; deliveries in a row would only end in a mark.
      deps.log.warn('order_copy_not_scheduled', { orderId, attempt, due, reason: String(error) });
      if (due === undefined) throw error;
    }
  };

  return async (command: ProcessOrderCommand): Promise<void> => {
    const { message, deliveryCount } = command;
    const dying = deliveryCount >= LAST_DELIVERY;
    if (dying) {
      await mark(message, undefined, `Delivered ${deliveryCount} times: its handlers failed, died or lost their lock.`);
    }
    let working: Due | undefined;
    try {
      await settle(message.orderId, message.session, (due) => {
        working = due;
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!dying && message.attempt + 1 < deps.backOff.maxAttempts) return tryAgainLater(message, working, reason);
      await giveUp(command, working, reason);
      throw error;
    }
  };
};
