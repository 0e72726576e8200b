import { setTimeout as delay } from 'node:timers/promises';
import type { OrderAnswer } from './api-answers.ts';
import type { Due, ReplayClient } from './replay-client.ts';

/** An order that is placed or owes something; nothing more happens to the others by themselves. */
const isOpen = ({ status, due }: OrderAnswer): boolean => status === 'placed' || due !== undefined;

/** For how long orders with an attention flag are watched: a last attempt may still clear it. */
const ATTENTION_MS = 15_000;

/**
 * In the direction in which orders move: read in this order, no order is missed that moves
 * meanwhile.
 */
const DUES_IN_ORDER = ['reserve', 'release', 'settle'] as const satisfies Due[];

type Polling = { timeoutMs: number; firstPollMs: number; lastPollMs: number };

/**
 * Polls until nothing is open, the time is up, or all that is open has had an attention flag for a
 * while.
 */
const pollUntilSettled = async (
  read: () => Promise<readonly OrderAnswer[]>,
  { timeoutMs, firstPollMs, lastPollMs }: Polling,
): Promise<readonly OrderAnswer[]> => {
  const begun = performance.now();
  let stuckSince: number | undefined;
  for (let pause = firstPollMs; ; pause = Math.min(lastPollMs, pause * 1.5)) {
    const open = await read();
    const now = performance.now();
    stuckSince = open.every(({ attention }) => attention) ? (stuckSince ?? now) : undefined;
    const isStuck = stuckSince !== undefined && now - stuckSince >= Math.min(ATTENTION_MS, timeoutMs);
    if (open.length === 0 || isStuck || now - begun + pause > timeoutMs) return open;
    await delay(pause);
  }
};

type Client = Pick<ReplayClient, 'order' | 'ordersDue'>;

/** Whether the order settled in time. A rejected order is settled once its stock is released. */
export const settleOne = async (client: Client, id: string, timeoutMs: number): Promise<boolean> => {
  const read = async () => [await client.order(id)].filter(isOpen);
  return (await pollUntilSettled(read, { timeoutMs, firstPollMs: 10, lastPollMs: 250 })).length === 0;
};

/**
 * Waits until none of the orders owes anything; returns those that still do when the time is up.
 * Reads the lists of what is owed, which shrink as the work gets done, instead of every order.
 */
export const awaitSettled = async (
  client: Client,
  ids: ReadonlySet<string>,
  { timeoutMs, onSettled }: { timeoutMs: number; onSettled: (settled: number) => void },
): Promise<readonly OrderAnswer[]> => {
  const read = async () => {
    const open = new Map<string, OrderAnswer>();
    for (const due of DUES_IN_ORDER) {
      for (const order of await client.ordersDue(due)) if (ids.has(order.id)) open.set(order.id, order);
    }
    onSettled(ids.size - open.size);
    return [...open.values()];
  };
  return pollUntilSettled(read, { timeoutMs, firstPollMs: 250, lastPollMs: 2_000 });
};
