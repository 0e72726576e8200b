import type { Relayed } from '../../application/due-windows.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { relayEvents: () => Promise<Relayed>; log: Log };

export const relayEventsJob =
  ({ relayEvents, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const relayed = await relayEvents();
    log.info('events_relayed', { ...relayed, isPastDue });
    return relayed;
  };
