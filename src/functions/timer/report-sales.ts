import type { Log } from '../../application/ports/telemetry.ts';
import type { ReportedSales } from '../../application/reports/report-sales.ts';
import type { Job } from './job.ts';

type Deps = { reportSales: () => Promise<ReportedSales>; log: Log };

/** A tick that comes late reports what one in time would have: days, not ticks, are what is reported. */
export const reportSalesJob =
  ({ reportSales, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const { reported, left } = await reportSales();
    log.info('sales_reported', { reported, left, isPastDue });
  };
