import pc from 'picocolors';
import { type ExitCode, exitCodes, OpsError } from '../client/exit-codes.ts';
import { notRead } from './dead-letter-tasks.ts';
import type { Listed, ListedDeadLetters, OpsClient } from './ops-client.ts';
import type { DeadLetter, StaffOrder } from './ops-shapes.ts';
import { age, attentionTable, tableOf } from './ops-tables.ts';
import type { Outcome, Task } from './outcome.ts';

/** Looking is bounded: what is beyond is told as "or more". */
const MOST = 1000;
const SHOWN = 10;
const REPORT_DAYS = 7;
const SLOW_SECONDS = 15 * 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Yesterday's report is made at night, UTC; until then the one of the day before is the latest there can be. */
const REPORT_HOUR = 3;

type Part = 'health' | 'deadLetters' | 'attention' | 'due' | 'reports';
type Trouble = { part: Part; message: string; exitCode: ExitCode };
type Due = { orders: StaffOrder[]; more: boolean; oldest: StaffOrder | undefined };

/** Since when its work is due: an order may be old, and its work new. */
const since = ({ dueSince, placedAt }: StaffOrder): string => dueSince ?? placedAt;

const dueOrders = async (client: OpsClient): Promise<Due> => {
  const lists: Listed<StaffOrder>[] = [];
  // Those that ask for attention are told by themselves.
  for (const due of ['reserve', 'release', 'settle']) lists.push(await client.orders({ due, attention: false }, MOST));
  const orders = lists.flatMap(({ items }) => items).toSorted((a, b) => since(a).localeCompare(since(b)));
  return { orders, more: lists.some(({ more }) => more), oldest: orders[0] };
};

const dayBefore = (now: number, days: number): string => new Date(now - days * DAY_MS).toISOString().slice(0, 10);

/** The day whose report should be there by now. */
const expectedDay = (now: number): string => dayBefore(now, new Date(now).getUTCHours() < REPORT_HOUR ? 2 : 1);

/** Of the last week; `isOwed`: there is none, though there were orders. */
const latestReport = async (client: OpsClient, now: number): Promise<{ date: string | null; isOwed: boolean }> => {
  for (let days = 1; days <= REPORT_DAYS; days += 1) {
    const date = dayBefore(now, days);
    if ((await client.report(date)) !== undefined) return { date, isOwed: date < expectedDay(now) };
  }
  // The first report is of the day of the first order.
  const { items, more } = await client.orders({}, MOST);
  return { date: null, isOwed: more || items.some(({ placedAt }) => placedAt.slice(0, 10) <= expectedDay(now)) };
};

const countBySource = (items: readonly DeadLetter[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { source } of items) counts[source] = (counts[source] ?? 0) + 1;
  return counts;
};

const secondsSince = (time: string, now: number): number => Math.max(0, Math.round((now - Date.parse(time)) / 1000));

const look = async (client: OpsClient, say: (text: string) => void, now: number) => {
  const troubles: Trouble[] = [];
  const part = async <T>(name: Part, text: string, ask: () => Promise<T>): Promise<T | undefined> => {
    say(text);
    try {
      return await ask();
    } catch (error) {
      // Without a token, a role or a server, the other parts fare no better.
      if (!(error instanceof OpsError)) throw error;
      if (error.status === undefined || error.exitCode === exitCodes.notAllowed) throw error;
      troubles.push({ part: name, message: error.message, exitCode: error.exitCode });
      return undefined;
    }
  };
  return {
    failing: await part('health', 'asking whether it is ready', () => client.failing()),
    deadLetters: await part('deadLetters', 'counting dead letters', () => client.deadLetters(MOST)),
    attention: await part('attention', 'looking for orders that ask for attention', () =>
      client.orders({ attention: true }, MOST),
    ),
    due: await part('due', 'looking for the oldest order with work due', () => dueOrders(client)),
    report: await part('reports', 'looking for the latest report', () => latestReport(client, now)),
    troubles,
  };
};

type Seen = Awaited<ReturnType<typeof look>>;

const warningsOf = ({ deadLetters, due, report }: Seen, now: number): string[] => {
  const waits = due?.oldest === undefined ? 0 : secondsSince(since(due.oldest), now);
  return [
    (deadLetters?.missing.length ?? 0) > 0 && notRead(deadLetters?.missing ?? []),
    waits > SLOW_SECONDS && `The oldest work due waits for ${age(waits)}: do processOrder and relayOrders run?`,
    report?.isOwed &&
      (report.date === null
        ? `There is no sales report of the last ${REPORT_DAYS} days: run reportSales.`
        : `The latest sales report is of ${report.date}: run reportSales.`),
  ].filter((warning) => typeof warning === 'string');
};

const codeOf = (seen: Seen, now: number): ExitCode => {
  const { failing, deadLetters, attention, troubles } = seen;
  const found = [failing, deadLetters?.items, attention?.items].some((items) => (items?.length ?? 0) > 0);
  return found || warningsOf(seen, now).length > 0 ? exitCodes.attention : (troubles[0]?.exitCode ?? exitCodes.done);
};

const isPartial = ({ more, missing }: ListedDeadLetters): boolean => more || missing.length > 0;
const many = (count: number, more: boolean): string => `${count}${more ? ' or more' : ''}`;
const painted = (count: number, text: string): string => (count === 0 ? pc.green(text) : pc.red(text));
const unknown = pc.yellow('not known');

const text = (seen: Seen, now: number): string => {
  const { failing, deadLetters, attention, due, report, troubles } = seen;
  const sources = Object.entries(countBySource(deadLetters?.items ?? [])).map(([name, count]) => `${count} ${name}`);
  const rows: [string, string][] = [
    ['ready', failing ? painted(failing.length, failing.length === 0 ? 'yes' : `no: ${failing.join(', ')}`) : unknown],
    [
      'dead letters',
      deadLetters
        ? painted(
            deadLetters.items.length,
            [many(deadLetters.items.length, isPartial(deadLetters)), ...sources].join(', '),
          )
        : unknown,
    ],
    [
      'orders that ask for attention',
      attention ? painted(attention.items.length, many(attention.items.length, attention.more)) : unknown,
    ],
    ['orders with work due', due ? many(due.orders.length, due.more) : unknown],
    ['  the oldest', due?.oldest ? `${due.oldest.id}, due for ${age(secondsSince(since(due.oldest), now))}` : '-'],
    ['latest report', report === undefined ? unknown : (report.date ?? 'none')],
  ];
  const asking = attention?.items ?? [];
  return [
    tableOf(['', 'Hearth'], rows),
    ...(asking.length > 0 ? [attentionTable(asking.slice(0, SHOWN))] : []),
    ...(asking.length > SHOWN ? [`... and ${asking.length - SHOWN} more; --json has them.`] : []),
    ...warningsOf(seen, now).map((warning) => pc.yellow(warning)),
    ...troubles.map(({ message }) => pc.red(message)),
  ].join('\n');
};

const json = (seen: Seen, now: number) => {
  const { failing, deadLetters, attention, due, report, troubles } = seen;
  const oldest = due?.oldest;
  return {
    ready: failing === undefined ? null : failing.length === 0,
    failing: failing ?? [],
    deadLetters: deadLetters
      ? {
          count: deadLetters.items.length,
          more: deadLetters.more,
          missing: deadLetters.missing,
          bySource: countBySource(deadLetters.items),
        }
      : null,
    attention: attention ? { count: attention.items.length, more: attention.more, orders: attention.items } : null,
    due: due
      ? {
          count: due.orders.length,
          more: due.more,
          oldest: oldest
            ? {
                id: oldest.id,
                due: oldest.due,
                placedAt: oldest.placedAt,
                dueSince: since(oldest),
                ageSeconds: secondsSince(since(oldest), now),
              }
            : null,
        }
      : null,
    latestReport: report?.date ?? null,
    warnings: warningsOf(seen, now),
    troubles,
  };
};

/** Where Hearth stands. What cannot be found out is told beside what can. */
export const statusTask =
  (now: number): Task =>
  async (client, { say }): Promise<Outcome> => {
    const seen = await look(client, say, now);
    return { exitCode: codeOf(seen, now), json: json(seen, now), text: text(seen, now) };
  };
