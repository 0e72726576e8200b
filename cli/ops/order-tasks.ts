import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { describeMore } from './describe-more.ts';
import type { OrderFilter } from './ops-client.ts';
import { describeHistory, isSlow, orderTable } from './order-tables.ts';
import { orderTimeline } from './order-timeline.ts';
import type { Task } from './outcome.ts';
import { type OrderHistory, readOrderHistory } from './read-order-history.ts';

export const listOrdersTask =
  (filter: OrderFilter, limit: number, now: number): Task =>
  async (client) => {
    const { items, more } = await client.fullOrders(filter, limit);
    const table = items.length === 0 ? 'There are no such orders.' : orderTable(items, now);
    return { exitCode: exitCodes.done, json: { items, more }, text: `${table}${describeMore({ items, more })}` };
  };

const exitCodeFor = ({ order, deadLetters, unknown }: OrderHistory, now: number): ExitCode => {
  const isStuck = order.attention !== undefined || (deadLetters?.items.length ?? 0) > 0 || isSlow(order, now);
  return isStuck ? exitCodes.attention : (unknown[0]?.exitCode ?? exitCodes.done);
};

/** By the id of an order or its number. */
export const showOrderTask =
  (idOrNumber: string, now: number): Task =>
  async (client, { say }) => {
    const history = await readOrderHistory(client, idOrNumber, say);
    const timeline = orderTimeline(history);
    const { order, deadLetters, unknown } = history;
    return {
      exitCode: exitCodeFor(history, now),
      json: { order, timeline, deadLetters: deadLetters?.items ?? null, unknown },
      text: describeHistory(history, timeline, now),
    };
  };
