import pc from 'picocolors';
import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { printable } from '../client/printable.ts';
import { renderTable, wrapText } from '../client/table.ts';
import type { DeadLetter } from './ops-shapes.ts';
import { attentionTable, formatAge } from './ops-tables.ts';
import type { Outcome, Task } from './outcome.ts';
import { dueSinceOf, type Overview, type Part, REPORT_DAYS, readOverview } from './read-overview.ts';

const MAX_SHOWN = 10;
const SLOW_SECONDS = 15 * 60;

const secondsSince = (time: string, now: number): number => Math.max(0, Math.round((now - Date.parse(time)) / 1000));

const countBySource = (items: readonly DeadLetter[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { source } of items) counts[source] = (counts[source] ?? 0) + 1;
  return counts;
};

const findWarnings = ({ due, report }: Overview, now: number): string[] => {
  const seconds = due?.oldest === undefined ? 0 : secondsSince(dueSinceOf(due.oldest), now);
  return [
    seconds > SLOW_SECONDS &&
      `The oldest work has been due for ${formatAge(seconds)}: do processOrder and relayOrders run?`,
    report?.isOwed &&
      (report.date === null
        ? `There is no sales report of the last ${REPORT_DAYS} days: run reportSales.`
        : `The latest sales report is of ${report.date}: run reportSales.`),
  ].filter((warning) => typeof warning === 'string');
};

const exitCodeFor = (seen: Overview, now: number): ExitCode => {
  const { failing, deadLetters, attention, unknown } = seen;
  const found = [failing, deadLetters?.items, attention?.items].some((items) => (items?.length ?? 0) > 0);
  return found || findWarnings(seen, now).length > 0 ? exitCodes.attention : (unknown[0]?.exitCode ?? exitCodes.done);
};

const formatAtLeast = (count: number, more: boolean): string => `${count}${more ? ' or more' : ''}`;
const paintCount = (count: number, text: string): string => (count === 0 ? pc.green(text) : pc.red(text));

const readyText = (failing: readonly string[]): string =>
  paintCount(failing.length, failing.length === 0 ? 'yes' : `no: ${printable(failing.join(', '))}`);

const unknownText = ({ unknown }: Overview, part: Part): string => {
  const reason = unknown.find((each) => each.part === part)?.reason ?? '';
  return pc.yellow(wrapText(`unknown (${reason.replace(/\.$/, '')})`));
};

const deadLettersText = (seen: Overview): string => {
  const { items, more, missing } = seen.deadLetters ?? { items: [], more: false, missing: [] };
  const sources = Object.entries(countBySource(items)).map(([name, count]) => `${count} ${printable(name)}`);
  if (seen.deadLetters && missing.length === 0)
    return paintCount(items.length, [formatAtLeast(items.length, more), ...sources].join(', '));
  const unknown = unknownText(seen, 'deadLetters');
  return items.length === 0 ? unknown : `${unknown}\n${pc.red(`at least ${sources.join(', ')}`)}`;
};

const oldestText = ({ due }: Overview, now: number): string => {
  if (due === undefined) return pc.yellow('unknown');
  return due.oldest
    ? `${printable(due.oldest.id)}, due for ${formatAge(secondsSince(dueSinceOf(due.oldest), now))}`
    : '-';
};

const statusRows = (seen: Overview, now: number): [string, string][] => {
  const { failing, attention, due, report } = seen;
  const flagged =
    attention && paintCount(attention.items.length, formatAtLeast(attention.items.length, attention.more));
  return [
    ['ready', failing ? readyText(failing) : unknownText(seen, 'ready')],
    ['dead letters', deadLettersText(seen)],
    ['orders with an attention flag', flagged ?? unknownText(seen, 'attention')],
    ['unflagged orders with work due', due ? formatAtLeast(due.orders.length, due.more) : unknownText(seen, 'due')],
    ['  the oldest', oldestText(seen, now)],
    ['latest report', report ? printable(report.date ?? 'none') : unknownText(seen, 'latestReport')],
  ];
};

const renderStatus = (seen: Overview, now: number): string => {
  const flagged = seen.attention?.items ?? [];
  return [
    renderTable(
      ['', 'Hearth'],
      statusRows(seen, now).map(([what, painted]) => [what, { painted }]),
    ),
    ...(flagged.length > 0 ? [attentionTable(flagged.slice(0, MAX_SHOWN))] : []),
    ...(flagged.length > MAX_SHOWN ? [`... and ${flagged.length - MAX_SHOWN} more; --json has them.`] : []),
    ...findWarnings(seen, now).map((warning) => pc.yellow(warning)),
  ].join('\n');
};

/** What is not known is null, and `unknown` says why. */
const statusDocument = (seen: Overview, now: number) => {
  const { failing, deadLetters, attention, due, report, unknown } = seen;
  const oldest = due?.oldest;
  return {
    ready: failing === undefined ? null : failing.length === 0,
    failing: failing ?? null,
    deadLetters: deadLetters
      ? {
          count: deadLetters.missing.length > 0 ? null : deadLetters.items.length,
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
                dueSince: dueSinceOf(oldest),
                ageSeconds: secondsSince(dueSinceOf(oldest), now),
              }
            : null,
        }
      : null,
    latestReport: report?.date ?? null,
    warnings: findWarnings(seen, now),
    unknown,
  };
};

/** What is well, what is not, and what is unknown. */
export const statusTask =
  (now: number): Task =>
  async (client, { say }): Promise<Outcome> => {
    const seen = await readOverview(client, say, now);
    return { exitCode: exitCodeFor(seen, now), json: statusDocument(seen, now), text: renderStatus(seen, now) };
  };
