import type { Relayed } from '../../application/due-windows.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { relayDeliveries: () => Promise<Relayed>; log: Log };

/** Logs every run, because an alert notices when there are none. */
export const relayDeliveriesJob =
  ({ relayDeliveries, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const relayed = await relayDeliveries();
    log.info('deliveries_relayed', { ...relayed, isPastDue });
    return relayed;
  };
