import { attentionReason } from '../../domain/attention-reason.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import type { Attention, Debt, Due, Order } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';
import { backOffMs } from './back-off.ts';
import { type CurrentWork, doDueWork } from './do-due-work.ts';
import { flagForAttention } from './flag-for-attention.ts';
import { orderLogFields } from './order-log-fields.ts';

type Deps = Pick<
  Capabilities,
  'orders' | 'products' | 'stock' | 'orderQueue' | 'clock' | 'log' | 'random' | 'backOff' | 'lowStock'
>;

/** `deliveryCount` is 1 on the first delivery of the message. */
export type ProcessOrderCommand = { message: OrderMessage; deliveryCount: number };

/**
 * - 'handled': done, or left to the next attempt or to the relay.
 * - 'given_up': the order has an attention flag. The message has to become a dead letter.
 * - 'unknown_order': there is no such order. The message has to become a dead letter.
 */
export type ProcessOrderOutcome = 'handled' | 'given_up' | 'unknown_order';

/** Leaves six of the broker's ten deliveries to set the attention flag. See `processOrder`. */
const MAX_FAILED_DELIVERIES = 4;

/** What the attempt was doing when it failed. */
type FailedStep = CurrentWork | 'reading_the_order';

/** Fields of log events. Messages count attempts from 0, logs from 1. */
const messageFields = ({ orderId, messageId, attempt }: OrderMessage) => ({ orderId, messageId, attempt: attempt + 1 });

const attemptFields = (message: OrderMessage, failed: FailedStep) => ({
  ...messageFields(message),
  due: failed === 'reading_the_order' ? undefined : failed.due,
});

/** Logs what the work has made of the order. */
const logWritten =
  ({ log, clock }: Pick<Deps, 'log' | 'clock'>, { messageId, attempt }: OrderMessage) =>
  (order: Order, work: Due): void => {
    const fields = { ...orderLogFields(order, clock()), messageId, attempt: attempt + 1 };
    if (work !== 'reserve') log.info('order_work_done', { ...fields, due: work });
    else if (order.status === 'confirmed') log.info('order_confirmed', fields);
    else log.info('order_rejected', { ...fields, short: order.items.filter(({ short }) => short).length });
  };

type WorkResult = { outcome: ProcessOrderOutcome } | { error: unknown; failed: FailedStep };

/** Never rejects. */
const tryDueWork = (deps: Deps) => {
  const doWork = doDueWork(deps);

  return async (message: OrderMessage): Promise<WorkResult> => {
    let current: FailedStep = 'reading_the_order';
    try {
      const outcome = await doWork(message.orderId, message.session, {
        onStep: (work) => {
          current = work;
        },
        onWritten: logWritten(deps, message),
      });
      return { outcome };
    } catch (error) {
      return { error, failed: current };
    }
  };
};

/** Schedules a copy of the message. */
const scheduleRetry = async (
  { orderQueue, clock, log, random, backOff }: Pick<Deps, 'orderQueue' | 'clock' | 'log' | 'random' | 'backOff'>,
  message: OrderMessage,
  failed: FailedStep,
  error: unknown,
): Promise<void> => {
  const fields = attemptFields(message, failed);
  const waitMs = backOffMs(backOff, message.attempt, random());
  const plan = { maxAttempts: backOff.maxAttempts, waitMs: Math.round(waitMs) };
  log.warn('order_attempt_failed', { ...fields, ...plan, ...describeFailure(error) });
  const next = message.attempt + 1;
  const copy = { ...message, messageId: `${message.rootId}#${next}`, attempt: next };
  try {
    await orderQueue.schedule(copy, new Date(clock().getTime() + waitMs));
  } catch (failure) {
    log.warn('order_copy_not_scheduled', { ...fields, ...describeFailure(failure) });
    // If the order was read, it exists, and the relay will send for it, unless staff see its flag
    // already. If not, it may not exist, and the relay would never send: the broker must keep the
    // message.
    if (failed === 'reading_the_order') throw failure;
  }
};

/**
 * Processes one message. Two things are counted:
 *
 * - **Attempts.** If the work fails, a copy of the message is scheduled for later: the next
 *   attempt. If the last attempt fails, the order gets an attention flag and is given up.
 * - **Deliveries** of one message. If a handler dies, loses its lock or throws, the broker delivers
 *   the same message again; after ten deliveries, it makes it a dead letter. A copy is a new
 *   message, whose deliveries are counted from 1.
 *
 * From the fifth delivery on, the handlers themselves seem to be at fault. Then two things differ:
 *
 * - The order is flagged before the work, so that staff see it even if this handler dies, too.
 * - If the work fails, the order is given up, whatever the attempt. A copy would have ten
 *   deliveries of its own, so the order would be tried for a very long time.
 *
 * A redelivery of the last attempt that finds the order flagged gives up without trying: an earlier
 * delivery flagged it, after its work failed or in advance, and then died. In every other case the
 * work is tried although the order is flagged. Work that succeeds removes the flag.
 *
 * Safe to run twice: then there may be a second copy, and the broker drops it or it finds nothing
 * to do.
 */
export const processOrder = (deps: Deps) => {
  const tryWork = tryDueWork(deps);
  const flag = flagForAttention(deps);
  const { maxAttempts } = deps.backOff;

  /** 'not_flagged': the order could not be read or written, or no longer owes this work. */
  const tryToFlag = async (
    message: OrderMessage,
    failed: FailedStep,
    error: unknown,
  ): Promise<'flagged' | 'not_flagged'> => {
    if (failed === 'reading_the_order') return 'not_flagged';
    const reasonFor = ({ since }: Debt): string => {
      const sinceMs = deps.clock().getTime() - Date.parse(since);
      return attentionReason({ error, ...failed, attempts: message.attempt + 1, sinceMs });
    };
    try {
      return (await flag(message, reasonFor, failed.due)) === 'flagged' ? 'flagged' : 'not_flagged';
    } catch (failure) {
      // Without the flag, the relay keeps sending for this order after the message has died.
      deps.log.error('order_not_marked', { orderId: message.orderId, due: failed.due, ...describeFailure(failure) });
      return 'not_flagged';
    }
  };

  const findFlag = async ({ orderId, session }: OrderMessage): Promise<Attention | undefined> =>
    (await deps.orders.get(orderId, { session }))?.value.attention;

  const flagInAdvance = async ({ message, deliveryCount }: ProcessOrderCommand): Promise<void> => {
    const reason = `Delivered ${deliveryCount} times: its handlers failed, died or lost their lock.`;
    // Throws if the flag cannot be set: then nothing is tried, and the broker delivers again.
    // 'not_owed' is ignored. If a stale read was wrong about that, the work is tried without the
    // flag.
    await flag(message, () => reason);
  };

  return async (command: ProcessOrderCommand): Promise<ProcessOrderOutcome> => {
    const { message, deliveryCount } = command;
    const isLastAttempt = message.attempt + 1 >= maxAttempts;
    const isRedelivery = deliveryCount > 1;
    const hasFailedOften = deliveryCount > MAX_FAILED_DELIVERIES;

    const attention = isLastAttempt && isRedelivery && (await findFlag(message));
    if (attention) {
      deps.log.error('order_given_up', { ...messageFields(message), deliveryCount, reason: attention.reason });
      return 'given_up';
    }
    if (hasFailedOften) await flagInAdvance(command);
    const result = await tryWork(message);
    if ('outcome' in result) return result.outcome;
    const { error, failed } = result;
    if (!isLastAttempt && !hasFailedOften) {
      await scheduleRetry(deps, message, failed, error);
      return 'handled';
    }
    const fields = { ...attemptFields(message, failed), ...describeFailure(error) };
    if ((await tryToFlag(message, failed, error)) === 'not_flagged') {
      deps.log.warn('order_attempt_failed', { ...fields, maxAttempts });
      // The broker delivers the message again, and the next delivery starts over with the work.
      throw error;
    }
    deps.log.error('order_given_up', { ...fields, deliveryCount });
    return 'given_up';
  };
};
