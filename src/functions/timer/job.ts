import type { InvocationContext, Timer, TimerHandler } from '@azure/functions';
import type { JobSummary } from '../../domain/job-run.ts';
import { withInvocation } from '../invocation.ts';

/** Resolves to what it did, as it is shown to operators. */
export type Job = (timer: Timer, context: Pick<InvocationContext, 'invocationId'>) => Promise<JobSummary>;

export const job =
  (load: () => Promise<Job>): TimerHandler =>
  (timer: Timer, context: InvocationContext) =>
    withInvocation(context, async () => {
      await (await load())(timer, context);
    });
