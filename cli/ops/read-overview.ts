import { exitCodes } from '../client/exit-codes.ts';
import type { Listing } from '../client/list-all.ts';
import type { OpsClient } from './ops-client.ts';
import type { StaffOrder } from './ops-shapes.ts';
import { partReader } from './part-reader.ts';

/** No list is read further: the rest is reported as "or more". */
const MAX_ITEMS = 1000;
export const REPORT_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** UTC. Yesterday's report is written at night; until then the latest is that of the day before. */
const REPORT_HOUR = 3;

export type Part = 'ready' | 'deadLetters' | 'attention' | 'due' | 'latestReport';

type Due = { orders: StaffOrder[]; more: boolean; oldest: StaffOrder | undefined };
type LatestReport = { date: string | null; isOwed: boolean };

/** Since when its work is due: an order may be old and its work new. */
export const dueSinceOf = ({ dueSince, placedAt }: StaffOrder): string => dueSince ?? placedAt;

const readDueOrders = async (client: OpsClient): Promise<Due> => {
  const lists: Listing<StaffOrder>[] = [];
  // Those with an attention flag are reported separately.
  for (const due of ['reserve', 'release', 'settle']) {
    lists.push(await client.orders({ attention: false, due }, MAX_ITEMS));
  }
  const orders = lists.flatMap(({ items }) => items).toSorted((a, b) => dueSinceOf(a).localeCompare(dueSinceOf(b)));
  return { orders, more: lists.some(({ more }) => more), oldest: orders[0] };
};

const dayBefore = (now: number, days: number): string => new Date(now - days * DAY_MS).toISOString().slice(0, 10);

/** The day whose report should exist by now. */
const expectedDay = (now: number): string => dayBefore(now, new Date(now).getUTCHours() < REPORT_HOUR ? 2 : 1);

/** Of the last week. `isOwed`: there should be a later one. */
const findLatestReport = async (client: OpsClient, now: number): Promise<LatestReport> => {
  for (let days = 1; days <= REPORT_DAYS; days += 1) {
    const date = dayBefore(now, days);
    if ((await client.report(date)) !== undefined) return { date, isOwed: date < expectedDay(now) };
  }
  // The first report is that of the day of the first order.
  const { items, more } = await client.orders({}, MAX_ITEMS);
  return { date: null, isOwed: more || items.some(({ placedAt }) => placedAt.slice(0, 10) <= expectedDay(now)) };
};

/**
 * Asks for everything that `status` shows. A part that fails is undefined and listed in `unknown`.
 */
export const readOverview = async (client: OpsClient, say: (text: string) => void, now: number) => {
  const { unknown, ask } = partReader<Part>(say);
  const failing = await ask('ready', 'asking whether Hearth is ready', () => client.failing());
  const deadLetters = await ask('deadLetters', 'counting dead letters', () => client.deadLetters(MAX_ITEMS));
  if (deadLetters !== undefined && deadLetters.missing.length > 0) {
    const reason = `${deadLetters.missing.join(' and ')} could not be read. Try again in a minute.`;
    unknown.push({ part: 'deadLetters', reason, exitCode: exitCodes.busy });
  }
  return {
    failing,
    deadLetters,
    attention: await ask('attention', 'looking for orders with an attention flag', () =>
      client.orders({ attention: true }, MAX_ITEMS),
    ),
    due: await ask('due', 'looking for the oldest order with work due', () => readDueOrders(client)),
    report: await ask('latestReport', 'looking for the latest report', () => findLatestReport(client, now)),
    unknown,
  };
};

export type Overview = Awaited<ReturnType<typeof readOverview>>;
