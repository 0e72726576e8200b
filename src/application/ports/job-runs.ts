import type { Etag } from '../../domain/etag.ts';
import type { JobName, JobRun } from '../../domain/job-run.ts';
import type { Versioned } from './versioned.ts';

/** How the last runs of the nightly jobs ended, the one that began last first. */
export type JobRuns = {
  /** Cannot be stale. Undefined if no run of the job has ended yet. */
  read(job: JobName): Promise<Versioned<readonly JobRun[]> | undefined>;
  /** Compare-and-set, as `Orders.replace`. Without `etag`: only if there are none yet. */
  write(job: JobName, runs: readonly JobRun[], etag?: Etag): Promise<'written' | 'stale'>;
};
