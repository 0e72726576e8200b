import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { ageAt, dueWindowsAt, minuteOf, type Relayed } from '../due-windows.ts';
import type { OrderMessage } from '../ports/order-queue.ts';
import type { DueOrder } from '../ports/orders.ts';

type Deps = Pick<Capabilities, 'orders' | 'orderQueue' | 'clock'>;

const MAX_BATCH = 100;

/**
 * A message that is sent at an age of 2^k minutes carries attempt k, counted from 0. So an order
 * reaches its last attempt, which flags it, even if scheduling copies keeps failing: with the
 * default of ten attempts, after 2^9 minutes.
 */
const relayMessage = ({ id, status, dueSince, origins }: DueOrder, minute: number): OrderMessage => {
  // A power of two: see `dueWindowsAt`.
  const ageInMinutes = ageAt(minute, dueSince);
  const rootId = `${id}:${status}:${minute}`;
  const attempt = Math.log2(ageInMinutes);
  return { orderId: id, messageId: rootId, rootId, attempt, origin: origins?.[status] };
};

/**
 * Sends again for orders whose work has been due for 1, 2, 4, 8, ... minutes: a lost message delays
 * an order but never loses it. Orders with an attention flag are left to staff. A run reads only
 * the orders that it sends for. Two runs in one minute do no harm: both messages have the same id,
 * so the broker drops the second. Should it not, processing an order twice is safe.
 */
export const relayOrders =
  ({ orders, orderQueue, clock }: Deps) =>
  async (): Promise<Relayed> => {
    const minute = minuteOf(clock());
    let [sent, oldestMinutes] = [0, 0];
    for await (const batch of splitIntoChunks(orders.listDue(dueWindowsAt(minute)), MAX_BATCH)) {
      await orderQueue.send(batch.map((order) => relayMessage(order, minute)));
      sent += batch.length;
      oldestMinutes = Math.max(oldestMinutes, ...batch.map(({ dueSince }) => ageAt(minute, dueSince)));
    }
    return { sent, oldestMinutes };
  };
