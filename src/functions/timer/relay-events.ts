import type { RelayedEvents } from '../../application/events/relay-events.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { relayEvents: () => Promise<RelayedEvents>; log: Log };

export const relayEventsJob =
  ({ relayEvents, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const relayed = await relayEvents();
    log.info('events_relayed', { ...relayed, isPastDue });
    return relayed;
  };
