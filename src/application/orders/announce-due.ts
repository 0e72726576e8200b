import { beforeDeadline } from '../../before-deadline.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import type { Order } from '../../domain/order.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Capabilities } from '../capabilities.ts';
import type { OrderMessage } from '../ports/order-queue.ts';
import type { Written } from '../ports/versioned.ts';

const MAX_SEND_MS = 1000;

type Deps = Pick<Capabilities, 'orderQueue' | 'log'>;

/** The first message of a new chain of attempts. */
export const firstMessage = (
  { value: order, session }: Written<Order>,
  rootId: string,
  origin?: Origin,
): OrderMessage => ({
  orderId: order.id,
  messageId: rootId,
  rootId,
  attempt: 0,
  session,
  origin,
});

/**
 * Wakes a worker for what the order owes. A send that fails or takes over a second loses nothing:
 * the relay sends again. The default of `rootId` is `{orderId}:{status}`. The broker drops a second
 * message with the same id, so whoever announces again in the same status must pass another id.
 */
export const announceDue =
  ({ orderQueue, log }: Deps) =>
  async (written: Written<Order>, rootId?: string): Promise<void> => {
    const order = written.value;
    if (order.debt === undefined) return;
    const message = firstMessage(written, rootId ?? `${order.id}:${order.status}`);
    try {
      await beforeDeadline(MAX_SEND_MS, (signal) => orderQueue.send([message], { signal }));
    } catch (error) {
      log.warn('order_send_failed', { orderId: order.id, due: order.debt.due, ...describeFailure(error) });
    }
  };
