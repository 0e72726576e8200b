import type { Log } from '../../application/ports/telemetry.ts';
import type { ReportedSales } from '../../application/reports/report-sales.ts';
import type { Job } from './job.ts';

type Deps = { reportSales: () => Promise<ReportedSales>; log: Log };

/**
 * A late tick reports the same as a punctual one: a report is about a day, whenever it is written.
 */
export const reportSalesJob =
  ({ reportSales, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const { reported, left } = await reportSales();
    log.info('sales_reported', { reported, left, isPastDue });
  };
