import { attentionReason } from '../../domain/attention-reason.ts';
import { describeError } from '../../domain/describe-error.ts';
import type { Debt, Due } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';
import { backOffMs } from './back-off.ts';
import { type CurrentWork, doDueWork } from './do-due-work.ts';
import { flagForAttention } from './flag-for-attention.ts';

type Deps = Pick<
  Capabilities,
  'orders' | 'products' | 'stock' | 'orderQueue' | 'clock' | 'log' | 'random' | 'backOff' | 'lowStock'
>;

/** `deliveryCount` is 1 on the first delivery of the message. */
export type ProcessOrderCommand = { message: OrderMessage; deliveryCount: number };

/**
 * The broker delivers a message up to ten times, again each time its handler failed, died or lost
 * its lock. Deliveries after this many are late.
 */
const MAX_FAILED_DELIVERIES = 4;

/**
 * Processes one message. A failed attempt schedules a copy for the next one and completes; a crash
 * in between only makes a duplicate. The last attempt and a late delivery have no next one: their
 * failure sets the order's attention flag and rejects, until the broker dead-letters the message.
 */
export const processOrder = (deps: Deps) => {
  const doWork = doDueWork(deps);
  const flag = flagForAttention(deps);

  /** `work`: what failed. Undefined if the order was not even read: nothing can be flagged then. */
  const giveUp = async (
    { message, deliveryCount }: ProcessOrderCommand,
    work: CurrentWork | undefined,
    error: unknown,
  ) => {
    const { orderId, messageId } = message;
    const attempt = message.attempt + 1;
    const due = work?.due;
    deps.log.error('order_given_up', { orderId, messageId, attempt, deliveryCount, due, reason: describeError(error) });
    if (work === undefined) return;
    const reasonFor = ({ since }: Debt): string => {
      const sinceMs = deps.clock().getTime() - Date.parse(since);
      return attentionReason({ error, ...work, attempts: attempt, sinceMs });
    };
    try {
      await flag(message, reasonFor, due);
    } catch (failure) {
      // Without the flag, the relay keeps sending for this order after the message has died.
      deps.log.error('order_not_marked', { orderId, due, reason: describeError(failure) });
    }
  };

  const scheduleRetry = async (message: OrderMessage, due: Due | undefined, reason: string): Promise<void> => {
    const { orderId, rootId } = message;
    const attempt = message.attempt + 1;
    const waitMs = backOffMs(deps.backOff, message.attempt, deps.random());
    deps.log.warn('order_attempt_failed', { orderId, attempt, due, waitMs: Math.round(waitMs), reason });
    const copy = { ...message, messageId: `${rootId}#${attempt}`, attempt };
    try {
      await deps.orderQueue.schedule(copy, new Date(deps.clock().getTime() + waitMs));
    } catch (error) {
      deps.log.warn('order_copy_not_scheduled', { orderId, attempt, due, reason: describeError(error) });
      // If the order owes something, the relay sends for it: rejecting would only use up the
      // deliveries. Without `due` we could not see that, so the broker has to deliver again.
      if (due === undefined) throw error;
    }
  };

  const isFlagged = async ({ orderId, session }: OrderMessage): Promise<boolean> =>
    (await deps.orders.get(orderId, { session }))?.value.attention !== undefined;

  return async (command: ProcessOrderCommand): Promise<void> => {
    const { message, deliveryCount } = command;
    const isLastAttempt = message.attempt + 1 >= deps.backOff.maxAttempts;
    const isLateDelivery = deliveryCount > MAX_FAILED_DELIVERIES;

    // Given up by an earlier delivery. This one only carries the message on to the dead-letter
    // queue, and must not hold up other orders.
    if (isLastAttempt && deliveryCount > 1 && (await isFlagged(message))) {
      throw new Error(`Order ${message.orderId} was given up and needs attention.`);
    }
    if (isLateDelivery) {
      // Set before any work, in case this handler dies, too. Finishing the work removes it.
      const reason = `Delivered ${deliveryCount} times: its handlers failed, died or lost their lock.`;
      await flag(message, () => reason);
    }
    let work: CurrentWork | undefined;
    try {
      await doWork(message.orderId, message.session, (current) => {
        work = current;
      });
    } catch (error) {
      if (!isLastAttempt && !isLateDelivery) return scheduleRetry(message, work?.due, describeError(error));
      await giveUp(command, work, error);
      throw error;
    }
  };
};
