import type { EventsReconciled } from '../../application/events/reconcile-events.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { reconcileEvents: () => Promise<EventsReconciled>; log: Log };

/** A warning if the feed had lost something, or if the run did not finish. */
export const reconcileEventsJob =
  ({ reconcileEvents, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const reconciled = await reconcileEvents();
    const level = reconciled.created === 0 && reconciled.complete ? 'info' : 'warn';
    log[level]('events_reconciled', { ...reconciled, isPastDue });
    return reconciled;
  };
