import type { Order } from '../domain/order.ts';
import type { Log, OrderQueue, Written } from './ports.ts';

const SEND_LIMIT_MS = 1000;

export type AnnounceDueDeps = { orderQueue: OrderQueue; log: Log };

/**
 * Wakes a worker for what the order owes. A send that fails or takes over a second changes nothing: the order itself says what is
 * due, and the relay sends again.
 */
export const announceDue =
  ({ orderQueue, log }: AnnounceDueDeps) =>
  async ({ value: order, session }: Written<Order>, rootId = `${order.id}:${order.status}`): Promise<void> => {
    if (order.due === undefined) return;
    const message = {
      orderId: order.id,
      messageId: rootId,
      rootId,
      attempt: 0,
      ...(session !== undefined && { session }),
    };
    const signal = AbortSignal.timeout(SEND_LIMIT_MS);
    const late = new Promise<never>((_, fail) =>
      signal.addEventListener('abort', () => fail(new Error(`no answer within ${SEND_LIMIT_MS} ms`)), { once: true }),
    );
    try {
      await Promise.race([orderQueue.send([message], { signal }), late]);
    } catch (error) {
      log.warn('order_send_failed', { orderId: order.id, due: order.due, reason: String(error) });
    }
  };
