import { serviceBusTrigger } from './service-bus-trigger.ts';
import { timerTrigger } from './timer-trigger.ts';
import type { TriggerFactory } from './trigger-context.ts';
import { warmupTrigger } from './warmup-trigger.ts';

type TriggerOptions = { warmup: boolean; env: NodeJS.ProcessEnv };

/** The triggers that this host knows besides HTTP, by their type in lower case. */
export const triggers = ({ warmup, env }: TriggerOptions): Record<string, TriggerFactory> => ({
  servicebustrigger: serviceBusTrigger(env),
  timertrigger: timerTrigger(env),
  warmuptrigger: warmupTrigger(warmup),
});
