import { LOCK_MS, type Lock } from '../broker.ts';
import type { EventWorld } from './event-world.ts';
import type { Lease } from './lease.ts';

const MAX_BATCH = 3;
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

/** Ranges with changes that nobody processes. */
export const openLeases = ({ leases, sources, clock }: EventWorld): Lease[] =>
  leases.filter(
    ({ from, range, after, lock }) =>
      (lock === undefined || lock.until <= clock.ms()) && sources[from].hasChanges(range, after),
  );

/** When a lease that is held by nobody ends. */
export const nextLeaseEnd = ({ leases, clock }: EventWorld): number =>
  leases.reduce((soonest, { lock }) => {
    const at = lock?.until ?? Number.POSITIVE_INFINITY;
    return at > clock.ms() ? Math.min(soonest, at) : soonest;
  }, Number.POSITIVE_INFINITY);

/** Leases that another host could take over although their holder is alive. */
export const heldLeases = ({ leases }: EventWorld): Lease[] =>
  leases.filter(({ lock }) => lock?.until === Number.POSITIVE_INFINITY);

export const loseLease = ({ stats, note }: EventWorld, lease: Lease): void => {
  stats.leasesLost += 1;
  note(`the lease of ${lease.from} ${lease.range} is lost`);
  delete lease.lock;
};

/**
 * Processes the next batch of a range as the host does: repeats it until it succeeds, and moves the
 * lease on if it still holds it.
 */
export const pollFeed = (world: EventWorld, lease: Lease): void => {
  const { clock, sources, stats, running, decide, plan, note } = world;
  const { from, range } = lease;
  const lock: Lock = { until: Number.POSITIVE_INFINITY };
  lease.lock = lock;
  // The lease is no longer renewed.
  const orphan = (): void => {
    lock.until = clock.ms() + LOCK_MS;
  };
  world.spawn({
    name: `feed of ${from} ${range}`,
    role: 'feed',
    crashed: orphan,
    stalled: orphan,
    failed: orphan,
    work: async (host, task) => {
      const record = from === 'orders' ? host.recordOrders : host.recordProducts;
      const show = async () => sources[from].show(range, lease.after, MAX_BATCH);
      const { documents, last } = await running.call(task, 'feed.read', show);
      stats.batches += 1;
      for (let wait = MIN_WAIT_MS; ; wait = Math.min(2 * wait, MAX_WAIT_MS)) {
        try {
          await record(documents);
          break;
        } catch (error) {
          note(`${task.name} fails: ${String(error)}`);
          if (plan.lossy && decide('outage', 2) === 1) {
            stats.batchesLost += 1;
            note(`${task.name} moves on, and the batch is lost`);
            break;
          }
          stats.batchesRetried += 1;
          await clock.pause(wait);
        }
      }
      await running.call(task, 'feed.checkpoint', async () => {
        if (lease.lock !== lock) return;
        lease.after = last;
        delete lease.lock;
      });
    },
  });
};
