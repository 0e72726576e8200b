import { addRun, type JobName, type JobRun } from '../../domain/job-run.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';

type Deps = Pick<Capabilities, 'jobRuns' | 'pause' | 'random'>;

/** Keeps how a run ended, beside those that end at the same time. Safe to repeat. */
export const recordJobRun =
  (deps: Deps) =>
  async (job: JobName, run: JobRun): Promise<void> => {
    await compareAndSet(deps, async () => {
      const stored = await deps.jobRuns.read(job);
      return deps.jobRuns.write(job, addRun(stored?.value ?? [], run), stored?.etag);
    });
  };
