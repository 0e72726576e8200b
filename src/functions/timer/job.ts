import type { InvocationContext, Timer, TimerHandler } from '@azure/functions';
import { describeError } from '../../domain/describe-error.ts';
import { failedRun, type JobRun, type JobSummary } from '../../domain/job-run.ts';
import { withInvocation } from '../invocation.ts';

/** Resolves to what it did, as it is shown to operators. */
export type Job = (timer: Timer) => Promise<JobSummary>;

/** Gets how each run ended. Must not reject. */
export type RecordRun = (run: JobRun) => Promise<void>;

const forgetRun: RecordRun = async () => {};

export const job =
  (load: () => Promise<Job>, record = forgetRun): TimerHandler =>
  (timer: Timer, context: InvocationContext) =>
    withInvocation(context, async () => {
      const startedAt = new Date().toISOString();
      const endedRun = () => ({ id: context.invocationId, startedAt, endedAt: new Date().toISOString() });
      let summary: JobSummary;
      try {
        summary = await (await load())(timer);
      } catch (error) {
        await record(failedRun(endedRun(), describeError(error)));
        throw error;
      }
      await record({ ...endedRun(), outcome: 'succeeded', summary });
    });
