import type { Log } from '../../application/ports/telemetry.ts';
import type { ReportedSales } from '../../application/reports/report-sales.ts';
import type { Job } from './job.ts';

type Deps = { reportSales: () => Promise<ReportedSales>; log: Log };

/** A late tick makes no difference: a report is about a day. */
export const reportSalesJob =
  ({ reportSales, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const { reported, left } = await reportSales();
    log.info('sales_reported', { reported, left, isPastDue });
    return { reported, left };
  };
