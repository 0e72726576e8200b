import type { Relayed } from '../../application/due-windows.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { relayOrders: () => Promise<Relayed>; log: Log };

/** Logs every run, because an alert notices when there are none. */
export const relayOrdersJob =
  ({ relayOrders, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const relayed = await relayOrders();
    log.info('orders_relayed', { ...relayed, isPastDue });
    return relayed;
  };
