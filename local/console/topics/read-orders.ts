import type { AskPart } from '../ask-part.ts';
import { order, page } from '../shapes.ts';

const MAX_RECENT = 100;
const MAX_FLAGGED = 50;

const orderPage = page(order);

/** The newest orders, and those that need somebody, however old they are. */
export const readOrders = (ask: AskPart) => async (signal: AbortSignal) => {
  const [recent, flagged] = await Promise.all([
    ask.api(`/admin/orders?limit=${MAX_RECENT}`, signal),
    ask.api(`/admin/orders?attention=true&limit=${MAX_FLAGGED}`, signal),
  ]);
  const { items, nextCursor } = orderPage.parse(recent);
  return { recent: items, hasMore: nextCursor !== undefined, flagged: orderPage.parse(flagged).items };
};

export type Orders = Awaited<ReturnType<ReturnType<typeof readOrders>>>;
