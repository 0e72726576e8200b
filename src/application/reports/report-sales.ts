import { dayOf, daysBetween, lastClosedDay } from '../../domain/day.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { Unavailable } from '../../domain/errors.ts';
import { orderStatuses } from '../../domain/order.ts';
import { type SalesReport, tallySales } from '../../domain/sales-report.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'orders' | 'reports' | 'renderCsv' | 'clock' | 'log'>;

/** How many days were reported, and how many are left for the next run. */
export type ReportedSales = { reported: number; left: number };

/** No day is started after this long: the host ends a function after 30 minutes. */
const MAX_RUN_MS = 20 * 60_000;

/** If this many reports in a row fail with `Unavailable`, the service is down, and the run ends. */
const MAX_UNAVAILABLE_IN_A_ROW = 3;

const EVENTS_PER_PROGRESS_LOG = 10_000;

const tallyDay = async (day: string, { orders, log }: Deps): Promise<{ report: SalesReport; events: number }> => {
  const tally = tallySales(day);
  let events = 0;
  for (const status of orderStatuses) {
    for await (const event of orders.listSalesEvents(status, day)) {
      tally.add(status, event);
      events += 1;
      if (events % EVENTS_PER_PROGRESS_LOG === 0) log.info('report_progress', { day, status, events });
    }
  }
  return { report: tally.report(), events };
};

/**
 * Writes the CSV first, because the JSON means that both exist. A CSV that a crashed run left
 * behind must have the same content.
 */
const writeReport = async (report: SalesReport, { reports, renderCsv }: Deps): Promise<'created' | 'exists'> => {
  const csv = Buffer.from(renderCsv(report));
  if ((await reports.create(report.date, 'csv', csv)) === 'exists') {
    const present = await reports.read(report.date, 'csv');
    if (present === undefined || !csv.equals(present)) {
      throw new Error(
        `There is already a different CSV for ${report.date}, but no JSON. Delete it, and the next run writes both.`,
      );
    }
  }
  return reports.create(report.date, 'json', Buffer.from(JSON.stringify(report)));
};

/**
 * Writes the missing reports of all closed days since the first order, so nights that were skipped
 * are caught up on. Yesterday goes first, because people wait for it. A day that fails does not
 * stop the others; at its end the run rejects and names the days that failed. After three days in a
 * row that failed with `Unavailable`, no further day is started. The figures of a closed day no
 * longer change, and a report is written only once, so two runs at the same time do no harm.
 *
 * # Cost
 *
 * Memory grows with the products of a day, not with its orders. Request units per day: 12 for each
 * physical partition (five range queries), plus 0.3 for each event (orders of 1 KB), plus 2.3 for
 * each further page of a query (500 events a page). The orders of other days add nothing.
 */
export const reportSales = (deps: Deps) => {
  const { orders, reports, clock, log } = deps;

  const missingDays = async (): Promise<readonly string[]> => {
    const earliest = await orders.earliest();
    if (earliest === undefined) return [];
    const done = await reports.listDays();
    const days = daysBetween(dayOf(new Date(earliest)), lastClosedDay(clock()));
    return days.filter((day) => !done.has(day)).toReversed();
  };

  const reportDay = async (day: string): Promise<void> => {
    const start = clock().getTime();
    const { report, events } = await tallyDay(day, deps);
    const outcome = await writeReport(report, deps);
    const ms = clock().getTime() - start;
    log.info('report_written', { day, events, products: report.products.length, outcome, ms });
  };

  const tryDay = async (day: string): Promise<'reported' | 'failed' | 'unavailable'> => {
    try {
      await reportDay(day);
      return 'reported';
    } catch (error) {
      log.error('report_failed', { day, ...describeFailure(error) });
      return error instanceof Unavailable ? 'unavailable' : 'failed';
    }
  };

  const reportDays = async (days: readonly string[], deadline: number) => {
    const failed: string[] = [];
    let tried = 0;
    let unavailableInARow = 0;
    for (const day of days) {
      if (clock().getTime() > deadline || unavailableInARow >= MAX_UNAVAILABLE_IN_A_ROW) break;
      const outcome = await tryDay(day);
      tried += 1;
      if (outcome !== 'reported') failed.push(day);
      unavailableInARow = outcome === 'unavailable' ? unavailableInARow + 1 : 0;
    }
    return { tried, failed };
  };

  return async (): Promise<ReportedSales> => {
    const deadline = clock().getTime() + MAX_RUN_MS;
    const days = await missingDays();
    const { tried, failed } = await reportDays(days, deadline);
    const left = days.length - tried;
    if (failed.length === 0) return { reported: tried, left };
    const rest = left > 0 ? `, and ${left} further days were not tried` : '';
    throw new Error(`No report was written for ${failed.toSorted().join(', ')}${rest}. See report_failed in the log.`);
  };
};
