import type { InvocationContext, Timer, TimerHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Job = (timer: Timer) => Promise<void>;

/** A timer trigger that loads its code on the first tick. */
export const job =
  (load: () => Promise<Job>): TimerHandler =>
  (timer: Timer, context: InvocationContext) =>
    withInvocation(context, async () => (await load())(timer));
