import { type JobName, type JobRun, jobNames } from '../../domain/job-run.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'jobRuns'>;

export type ListedJob = { job: JobName; runs: readonly JobRun[] };

/** Every job whose runs are kept, with how its last runs ended, the one that began last first. */
export const listJobs =
  ({ jobRuns }: Deps) =>
  (): Promise<readonly ListedJob[]> =>
    Promise.all(jobNames.map(async (job) => ({ job, runs: (await jobRuns.read(job))?.value ?? [] })));
