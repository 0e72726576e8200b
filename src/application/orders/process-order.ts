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
 * 'handled': its work is done, or a copy is scheduled. 'given_up': the order has an attention flag.
 * 'unknown_order': there is no such order.
 */
export type ProcessOrderOutcome = 'handled' | 'given_up' | 'unknown_order';

/**
 * After this many failed deliveries (the handler threw, died or lost its lock), the order is
 * flagged before any work. That leaves six of the broker's ten deliveries to set the flag.
 */
const MAX_FAILED_DELIVERIES = 4;

/** What the log says of an attempt. Messages count attempts from 0, logs from 1. */
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

/** Does not reject: what failed is named, and what was being done then. */
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
 * Processes one message. That there is no such order is sure, so no attempt follows.
 *
 * | delivery | not the last attempt                  | the last attempt                        |
 * | -------- | ------------------------------------- | --------------------------------------- |
 * | 1        | work; if it fails, schedule a copy    | work; if it fails, flag and give up     |
 * | 2 to 4   | work; if it fails, schedule a copy    | if flagged, give up; else as delivery 1 |
 * | 5 to 10  | flag, then work; if it fails, give up | if flagged, give up; else as on left    |
 *
 * A message that is given up becomes a dead letter. Without the flag it throws, so that its next
 * delivery can set it; what throws until its tenth delivery becomes a dead letter, too.
 *
 * A copy starts from delivery 1 again, so from delivery 5 on there are none: otherwise an order
 * that kills its handlers never becomes a dead letter. A crash after a copy only makes a duplicate.
 */
export const processOrder = (deps: Deps) => {
  const tryWork = tryDueWork(deps);
  const flag = flagForAttention(deps);

  /**
   * Whether the order is flagged now. `work`: what failed. Undefined if the order could not be
   * read: nor can it be flagged then.
   */
  const giveUp = async (
    { message, deliveryCount }: ProcessOrderCommand,
    work: CurrentWork | undefined,
    error: unknown,
  ): Promise<boolean> => {
    const failed = { ...attemptFields(message, work), deliveryCount };
    deps.log.error('order_given_up', { ...failed, ...describeFailure(error) });
    if (work === undefined) return false;
    const reasonFor = ({ since }: Debt): string => {
      const sinceMs = deps.clock().getTime() - Date.parse(since);
      return attentionReason({ error, ...work, attempts: failed.attempt, sinceMs });
    };
    try {
      // Keeps a flag that is there, such as the one that is set before the work.
      return await flag(message, reasonFor, work.due);
    } catch (failure) {
      // Without the flag, the relay keeps sending for this order after the message has died.
      deps.log.error('order_not_marked', { orderId: message.orderId, due: work.due, ...describeFailure(failure) });
      return false;
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
      // With `work`, the order owes something: the relay sends for it, or staff see its flag.
      // Without it, the order was not read and may not exist: only a dead letter would show that.
      if (work === undefined) throw failure;
    }
  };

  const isFlagged = async ({ orderId, session }: OrderMessage): Promise<boolean> =>
    (await deps.orders.get(orderId, { session }))?.value.attention !== undefined;

  return async (command: ProcessOrderCommand): Promise<ProcessOrderOutcome> => {
    const { message, deliveryCount } = command;
    const isLastAttempt = message.attempt + 1 >= deps.backOff.maxAttempts;
    const hasFailedOften = deliveryCount > MAX_FAILED_DELIVERIES;

    if (isLastAttempt && deliveryCount > 1 && (await isFlagged(message))) return 'given_up';
    if (hasFailedOften) {
      // Set before any work, in case this handler dies, too. Finishing the work removes it.
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
    if (await giveUp(command, work, error)) return 'given_up';
    throw error;
  };
};
