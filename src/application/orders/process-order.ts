import { attentionReason } from '../../domain/attention-reason.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import type { Debt, Due, Order } from '../../domain/order.ts';
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
 * 'handled': done, or left to the next attempt or to the relay. 'given_up': the order has an
 * attention flag. 'unknown_order': there is no such order.
 */
export type ProcessOrderOutcome = 'handled' | 'given_up' | 'unknown_order';

/** Leaves six of the broker's ten deliveries to set the attention flag. See `processOrder`. */
const MAX_FAILED_DELIVERIES = 4;

/** Fields of log events. Messages count attempts from 0, logs from 1. */
const attemptFields = ({ orderId, messageId, attempt }: OrderMessage, work: CurrentWork | undefined) => ({
  orderId,
  messageId,
  attempt: attempt + 1,
  due: work?.due,
});

/** Logs what the work has made of the order. */
const logWritten =
  ({ log, clock }: Pick<Deps, 'log' | 'clock'>, { messageId, attempt }: OrderMessage) =>
  (order: Order, done: Due): void => {
    const fields = { ...orderLogFields(order, clock()), messageId, attempt: attempt + 1 };
    if (done !== 'reserve') log.info('order_work_done', { ...fields, due: done });
    else if (order.status === 'confirmed') log.info('order_confirmed', fields);
    else log.info('order_rejected', { ...fields, short: order.items.filter(({ short }) => short).length });
  };

type WorkResult = { outcome: ProcessOrderOutcome } | { error: unknown; work: CurrentWork | undefined };

/** Never rejects. After a failure, resolves to the error and to the work that failed. */
const tryDueWork = (deps: Deps) => {
  const doWork = doDueWork(deps);

  return async (message: OrderMessage): Promise<WorkResult> => {
    let work: CurrentWork | undefined;
    try {
      const done = await doWork(message.orderId, message.session, {
        onWork: (current) => {
          work = current;
        },
        onWritten: logWritten(deps, message),
      });
      return { outcome: done === 'done' ? 'handled' : done };
    } catch (error) {
      return { error, work };
    }
  };
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
 * From the fifth delivery on, something is wrong with the handlers themselves. The order is then
 * flagged before the work, and no copy is scheduled if the work fails: copies would start the count
 * again, and an order that kills its handlers would never become a dead letter.
 *
 * Safe to run twice: then there may be a second copy, and the broker drops it or it finds nothing
 * to do.
 */
export const processOrder = (deps: Deps) => {
  const tryWork = tryDueWork(deps);
  const flag = flagForAttention(deps);

  /** Without `work`, the order could not even be read. Then flagging it is not tried. */
  const giveUp = async (
    { message, deliveryCount }: ProcessOrderCommand,
    work: CurrentWork | undefined,
    error: unknown,
  ): Promise<'flagged' | 'not_flagged'> => {
    const failed = { ...attemptFields(message, work), deliveryCount };
    deps.log.error('order_given_up', { ...failed, ...describeFailure(error) });
    if (work === undefined) return 'not_flagged';
    const reasonFor = ({ since }: Debt): string => {
      const sinceMs = deps.clock().getTime() - Date.parse(since);
      return attentionReason({ error, ...work, attempts: failed.attempt, sinceMs });
    };
    try {
      return (await flag(message, reasonFor, work.due)) ? 'flagged' : 'not_flagged';
    } catch (failure) {
      // Without the flag, the relay keeps sending for this order after the message has died.
      deps.log.error('order_not_marked', { orderId: message.orderId, due: work.due, ...describeFailure(failure) });
      return 'not_flagged';
    }
  };

  const scheduleRetry = async (message: OrderMessage, work: CurrentWork | undefined, error: unknown) => {
    const failed = attemptFields(message, work);
    const waitMs = backOffMs(deps.backOff, message.attempt, deps.random());
    const { maxAttempts } = deps.backOff;
    const plan = { maxAttempts, waitMs: Math.round(waitMs) };
    deps.log.warn('order_attempt_failed', { ...failed, ...plan, ...describeFailure(error) });
    const next = message.attempt + 1;
    const copy = { ...message, messageId: `${message.rootId}#${next}`, attempt: next };
    try {
      await deps.orderQueue.schedule(copy, new Date(deps.clock().getTime() + waitMs));
    } catch (failure) {
      deps.log.warn('order_copy_not_scheduled', { ...failed, ...describeFailure(failure) });
      // An order that was read owes work, so the relay sends for it again. One that was not read
      // may not exist: then nothing but this message, as a dead letter, would show that.
      if (work === undefined) throw failure;
    }
  };

  const isFlagged = async ({ orderId, session }: OrderMessage): Promise<boolean> =>
    (await deps.orders.get(orderId, { session }))?.value.attention !== undefined;

  return async (command: ProcessOrderCommand): Promise<ProcessOrderOutcome> => {
    const { message, deliveryCount } = command;
    const isLastAttempt = message.attempt + 1 >= deps.backOff.maxAttempts;
    const hasFailedOften = deliveryCount > MAX_FAILED_DELIVERIES;

    // An earlier delivery of the last attempt has flagged the order and then died. Only the dead
    // letter is missing.
    if (isLastAttempt && deliveryCount > 1 && (await isFlagged(message))) return 'given_up';
    if (hasFailedOften) {
      // Before the work, since this handler may die, too. If the work is done, the flag is removed.
      const reason = `Delivered ${deliveryCount} times: its handlers failed, died or lost their lock.`;
      await flag(message, () => reason);
    }
    const result = await tryWork(message);
    if ('outcome' in result) return result.outcome;
    const { error, work } = result;
    if (!isLastAttempt && !hasFailedOften) {
      await scheduleRetry(message, work, error);
      return 'handled';
    }
    if ((await giveUp(command, work, error)) === 'flagged') return 'given_up';
    // The next delivery tries to flag it again.
    throw error;
  };
};
