import type { Log } from '../../application/ports/telemetry.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import type { JobName, JobRun } from '../../domain/job-run.ts';
import type { RecordRun } from './job.ts';

type UseCases = { recordJobRun: (job: JobName, run: JobRun) => Promise<void> };

/** Never rejects: a job has done its work, whether or not that can be recorded. */
export const runRecorder =
  (job: JobName, load: () => Promise<UseCases>, log: Log): RecordRun =>
  async (run) => {
    try {
      await (await load()).recordJobRun(job, run);
    } catch (error) {
      log.warn('job_run_not_recorded', { job, ...describeFailure(error) });
    }
  };
