import type { Log } from '../../application/ports/telemetry.ts';
import { describeError } from '../../domain/describe-error.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { failedRun, type JobName, type JobRun } from '../../domain/job-run.ts';
import type { Job } from './job.ts';

type UseCases = { recordJobRun: (job: JobName, run: JobRun) => Promise<void> };
type Deps = { useCases: () => Promise<UseCases>; log: Log };

/**
 * The same job, but how each run ends is kept for operators. A run has done its work, whether or
 * not that can be recorded.
 */
export const recordedJob = (name: JobName, load: () => Promise<Job>, { useCases, log }: Deps): Job => {
  const record = async (run: JobRun): Promise<void> => {
    try {
      await (await useCases()).recordJobRun(name, run);
    } catch (error) {
      log.warn('job_run_not_recorded', { job: name, ...describeFailure(error) });
    }
  };

  return async (timer, context) => {
    const startedAt = new Date().toISOString();
    const endedRun = () => ({ id: context.invocationId, startedAt, endedAt: new Date().toISOString() });
    try {
      const summary = await (await load())(timer, context);
      await record({ ...endedRun(), outcome: 'succeeded', summary });
      return summary;
    } catch (error) {
      await record(failedRun(endedRun(), describeError(error)));
      throw error;
    }
  };
};
