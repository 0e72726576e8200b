import type { Recorded } from '../../application/events/record-changes.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { FeedConsumer } from './change-feed.ts';

type Deps = { recordProductEvents: (documents: readonly unknown[]) => Promise<Recorded>; log: Log };

/** Logs every batch: an alert reads how old its oldest change is. */
export const recordProductEventsConsumer =
  ({ recordProductEvents, log }: Deps): FeedConsumer =>
  async (documents) => {
    log.info('events_recorded', { source: 'products', ...(await recordProductEvents(documents)) });
  };
