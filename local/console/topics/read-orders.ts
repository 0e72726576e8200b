import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { logLine, type Order, order, page, queuedMessage } from '../shapes.ts';
import { findProgress, type WorkProgress } from '../work-progress.ts';
import { partReader } from './part-reader.ts';

const MAX_RECENT = 100;
const MAX_FLAGGED = 50;

const orderPage = page(order);

const isInWork = ({ due, attention }: Order): boolean => due !== undefined && attention === undefined;

/** By order id, for orders whose work has failed at least once and is being retried. */
type Progress = Readonly<Record<string, WorkProgress>>;

/** The newest orders, and those that need somebody, however old they are. */
export const readOrders = ({ host, serviceBusControl }: ConsoleParts, ask: AskPart) => {
  const readProgress = async (orders: readonly Order[], signal: AbortSignal) => {
    const { read, unknown } = partReader();
    const [messages, log] = await Promise.all([
      read('messages', async () =>
        z.array(queuedMessage).parse(await ask.part(`${serviceBusControl}/_hearth/messages`, signal)),
      ),
      read('log', async () => z.array(logLine).parse(await ask.part(`${host}/admin/host/logs?level=warning`, signal))),
    ]);
    const facts = { messages: messages ?? [], log: log ?? [] };
    const found = orders.flatMap((one) => {
      const progress = findProgress(one, facts);
      return progress === undefined ? [] : [[one.id, progress] as const];
    });
    return { progress: Object.fromEntries(found), unknown };
  };

  return async (signal: AbortSignal) => {
    const [recent, flagged] = await Promise.all([
      ask.api(`/admin/orders?limit=${MAX_RECENT}`, signal),
      ask.api(`/admin/orders?attention=true&limit=${MAX_FLAGGED}`, signal),
    ]);
    const { items, nextCursor } = orderPage.parse(recent);
    const inWork = items.filter(isInWork);
    const nothing: { progress: Progress; unknown: [] } = { progress: {}, unknown: [] };
    return {
      recent: items,
      hasMore: nextCursor !== undefined,
      flagged: orderPage.parse(flagged).items,
      ...(inWork.length === 0 ? nothing : await readProgress(inWork, signal)),
    };
  };
};

export type Orders = Awaited<ReturnType<ReturnType<typeof readOrders>>>;
