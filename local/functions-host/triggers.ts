import type { BlobTriggerOptions } from './blob/shared-queue.ts';
import { blobTrigger } from './blob-trigger.ts';
import { cosmosDbTrigger } from './cosmos-db-trigger.ts';
import { serviceBusTrigger } from './service-bus-trigger.ts';
import { type TimerTriggerOptions, timerTrigger } from './timer-trigger.ts';
import type { TriggerFactory } from './trigger-context.ts';
import { warmupTrigger } from './warmup-trigger.ts';

type TriggerOptions = {
  warmup: boolean;
  env: NodeJS.ProcessEnv;
  blobs: Omit<BlobTriggerOptions, 'env'>;
  timers: Omit<TimerTriggerOptions, 'env'>;
};

/** The supported triggers besides HTTP, keyed by type in lower case. */
export const triggers = ({ warmup, env, blobs, timers }: TriggerOptions): Record<string, TriggerFactory> => ({
  blobtrigger: blobTrigger({ ...blobs, env }),
  cosmosdbtrigger: cosmosDbTrigger(env),
  servicebustrigger: serviceBusTrigger(env),
  timertrigger: timerTrigger({ ...timers, env }),
  warmuptrigger: warmupTrigger(warmup),
});
