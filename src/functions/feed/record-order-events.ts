import type { Recorded } from '../../application/events/record-changes.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { FeedConsumer } from './change-feed.ts';

type Deps = { recordOrderEvents: (documents: readonly unknown[]) => Promise<Recorded>; log: Log };

/** Logs every batch: an alert reads how old its oldest change is. */
export const recordOrderEventsConsumer =
  ({ recordOrderEvents, log }: Deps): FeedConsumer =>
  async (documents) => {
    log.info('events_recorded', { source: 'orders', ...(await recordOrderEvents(documents)) });
  };
