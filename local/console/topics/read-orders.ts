import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { logLine, type Order, order, page, queuedMessage } from '../shapes.ts';
import { findProgress, type WorkProgress } from '../work-progress.ts';
import { partReader } from './part-reader.ts';

const MAX_NEWEST = 12;
const MAX_RECENT = 100;
const MAX_FLAGGED = 50;
/** Of the newest warnings: several attempts of each order. */
const MAX_WARNINGS = 1_000;

const orderPage = page(order);

const isInWork = ({ due, attention }: Order): boolean => due !== undefined && attention === undefined;

/** By order id, for orders whose work has failed at least once and is being retried. */
type Progress = Readonly<Record<string, WorkProgress>>;

/** The newest orders, and those that need somebody, however old they are. */
const readLists = async (ask: AskPart, signal: AbortSignal, limits: { recent: number; flagged: number }) => {
  const [recent, flagged] = await Promise.all([
    ask.api(`/admin/orders?limit=${limits.recent}`, signal),
    ask.api(`/admin/orders?attention=true&limit=${limits.flagged}`, signal),
  ]);
  const { items, nextCursor } = orderPage.parse(recent);
  return { recent: items, hasMore: nextCursor !== undefined, flagged: orderPage.parse(flagged).items };
};

/** Only the lists, for a view that does not show how far their work has come. */
export const readNewestOrders = (ask: AskPart) => (signal: AbortSignal) =>
  readLists(ask, signal, { recent: MAX_NEWEST, flagged: MAX_NEWEST });

/** The lists, and how far the work that has failed has come. */
export const readOrders = ({ host, serviceBusControl }: ConsoleParts, ask: AskPart) => {
  const warnings = `${host}/admin/host/logs?level=warning&limit=${MAX_WARNINGS}`;

  const readProgress = async (orders: readonly Order[], signal: AbortSignal) => {
    const { read, unknown } = partReader();
    const [messages, log] = await Promise.all([
      read('messages', async () =>
        z.array(queuedMessage).parse(await ask.part(`${serviceBusControl}/_hearth/messages`, signal)),
      ),
      read('log', async () => z.array(logLine).parse(await ask.part(warnings, signal))),
    ]);
    const facts = { messages: messages ?? [], log: log ?? [] };
    const found = orders.flatMap((one) => {
      const progress = findProgress(one, facts);
      return progress === undefined ? [] : [[one.id, progress] as const];
    });
    return { progress: Object.fromEntries(found), unknown };
  };

  return async (signal: AbortSignal) => {
    const lists = await readLists(ask, signal, { recent: MAX_RECENT, flagged: MAX_FLAGGED });
    const inWork = lists.recent.filter(isInWork);
    const nothing: { progress: Progress; unknown: [] } = { progress: {}, unknown: [] };
    return {
      ...lists,
      ...(inWork.length === 0 ? nothing : await readProgress(inWork, signal)),
    };
  };
};

export type Orders = Awaited<ReturnType<ReturnType<typeof readOrders>>>;
export type NewestOrders = Awaited<ReturnType<ReturnType<typeof readNewestOrders>>>;
