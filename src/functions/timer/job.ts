import type { InvocationContext, Timer, TimerHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Job = (timer: Timer) => Promise<void>;

export const job =
  (load: () => Promise<Job>): TimerHandler =>
  (timer: Timer, context: InvocationContext) =>
    withInvocation(context, async () => (await load())(timer));
