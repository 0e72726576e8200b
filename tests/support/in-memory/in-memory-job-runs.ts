import type { JobRuns } from '../../../src/application/ports/job-runs.ts';
import { type Etag, etagOf } from '../../../src/domain/etag.ts';
import type { JobName, JobRun } from '../../../src/domain/job-run.ts';

export const inMemoryJobRuns = (): JobRuns => {
  const kept = new Map<JobName, { value: readonly JobRun[]; etag: Etag }>();
  let writes = 0;
  return {
    read: async (job) => kept.get(job),
    write: async (job, value, etag) => {
      if (kept.get(job)?.etag !== etag) return 'stale';
      writes += 1;
      kept.set(job, { value, etag: etagOf(`"${writes}"`) });
      return 'written';
    },
  };
};
