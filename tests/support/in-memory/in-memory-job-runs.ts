import type { JobRuns } from '../../../src/application/ports/job-runs.ts';
import type { JobName, JobRun } from '../../../src/domain/job-run.ts';
import { inMemoryVersions } from './in-memory-versions.ts';

export const inMemoryJobRuns = (): JobRuns => inMemoryVersions<JobName, readonly JobRun[]>();
