import { dayOf, daysFrom, lastClosedDay } from '../../domain/day.ts';
import { Unavailable } from '../../domain/errors.ts';
import { orderStatuses } from '../../domain/order.ts';
import { type SalesReport, tallySales } from '../../domain/sales-report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Orders } from '../ports/orders.ts';
import type { RenderCsv, Reports } from '../ports/reports.ts';
import type { Log } from '../ports/telemetry.ts';

export type ReportSalesDeps = { orders: Orders; reports: Reports; renderCsv: RenderCsv; clock: Clock; log: Log };

/** How many days were reported, and how many wait for the next run. */
export type ReportedSales = { reported: number; left: number };

/** After so long a run begins no further day: the host ends a function after half an hour, in the middle of whatever it does. */
const RUN_MS = 20 * 60_000;

/** So many days in a row for which a service was not available: it is down, and the days after them would fail just the same. */
const MAX_UNAVAILABLE = 3;

const EVENTS_PER_SIGN = 10_000;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One range query per kind of event; pages go in, sums come out. */
const sumUp = async (
  day: string,
  { orders, log }: ReportSalesDeps,
): Promise<{ report: SalesReport; events: number }> => {
  const tally = tallySales(day);
  let events = 0;
  for (const status of orderStatuses) {
    for await (const event of orders.listEvents(status, day)) {
      tally.add(status, event);
      events += 1;
      if (events % EVENTS_PER_SIGN === 0) log.info('report_progress', { day, status, events });
    }
  }
  return { report: tally.report(), events };
};

/** The CSV first: the JSON says that both are there. A CSV that was left by a run that died must say the same as ours. */
const write = async (report: SalesReport, { reports, renderCsv }: ReportSalesDeps): Promise<'created' | 'exists'> => {
  const csv = Buffer.from(renderCsv(report));
  if ((await reports.create(report.date, 'csv', csv)) === 'exists') {
    const present = await reports.read(report.date, 'csv');
    if (present === undefined || !csv.equals(present)) {
      throw new Error(
        `There is another CSV of ${report.date} already, and no JSON. Delete it to have both written anew.`,
      );
    }
  }
  return reports.create(report.date, 'json', Buffer.from(JSON.stringify(report)));
};

/**
 * Writes the report of every closed day since the first order that has none yet: what is missing is read off the reports themselves, so
 * nights that were skipped are made up for. A day that fails does not keep the others from theirs; the run rejects at its end, naming
 * it, and the next run tries again; after three in a row for which a service was not available, it begins no further day. The newest day
 * goes first: yesterday's report is the one that is waited for, and must not come last, or never, behind a backlog that is made up for.
 * Reports are written once, so a closed day never changes and two runs at once do no harm.
 *
 * Memory grows with the products of a day, not with its orders. A model of what a day costs, in request units: 12 for each physical
 * partition (five range queries), plus 0.3 for each event (orders of 1 KB), plus 2.3 for each page of 500 events after the first of its
 * query; how many orders there are on other days does not matter.
 */
export const reportSales = (deps: ReportSalesDeps) => {
  const { orders, reports, clock, log } = deps;

  const missingDays = async (): Promise<readonly string[]> => {
    const earliest = await orders.earliest();
    if (earliest === undefined) return [];
    const done = await reports.listDays();
    const days = daysFrom(dayOf(new Date(earliest)), lastClosedDay(clock()));
    return days.filter((day) => !done.has(day)).toReversed();
  };

  const reportDay = async (day: string): Promise<void> => {
    const start = clock().getTime();
    const { report, events } = await sumUp(day, deps);
    const outcome = await write(report, deps);
    const { length: products } = report.products;
    log.info('report_written', { day, events, products, outcome, ms: clock().getTime() - start });
  };

  return async (): Promise<ReportedSales> => {
    const end = clock().getTime() + RUN_MS;
    const days = await missingDays();
    const failed: string[] = [];
    let tried = 0;
    let unavailable = 0;
    for (const day of days) {
      if (clock().getTime() > end || unavailable >= MAX_UNAVAILABLE) break;
      tried += 1;
      try {
        await reportDay(day);
        unavailable = 0;
      } catch (error) {
        unavailable = error instanceof Unavailable ? unavailable + 1 : 0;
        failed.push(day);
        log.error('report_failed', { day, reason: reasonOf(error) });
      }
    }
    const left = days.length - tried;
    if (failed.length > 0) {
      const rest = left > 0 ? `, and ${left} further days were not tried` : '';
      throw new Error(`There is no report of ${failed.toSorted().join(', ')}${rest}: see report_failed in the log.`);
    }
    return { reported: tried, left };
  };
};
