import type { Log } from '../../application/ports/telemetry.ts';
import type { Reconciliation } from '../../application/stock/reconciliation-results.ts';
import type { Job } from './job.ts';

type Deps = { reconcileStock: () => Promise<Reconciliation>; log: Log };

/** A run that broke off is logged like any other and then fails, so that the host sees it. */
export const reconcileStockJob =
  ({ reconcileStock, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const { checked, repaired, found, busy, skipped, broken } = await reconcileStock();
    const summary = {
      ...checked,
      givenBack: repaired.reservations,
      availabilitySet: repaired.availability,
      found,
      busy,
      skipped,
    };
    log.info('stock_reconciled', { ...summary, broken: broken.length, isPastDue });
    if (broken.length > 0) throw new Error(broken.map(({ pass, reason }) => `${pass}: ${reason}`).join('; '));
    return summary;
  };
