import type { BlobTriggerOptions } from './blob/shared-queue.ts';
import { blobTrigger } from './blob-trigger.ts';
import { serviceBusTrigger } from './service-bus-trigger.ts';
import { timerTrigger } from './timer-trigger.ts';
import type { TriggerFactory } from './trigger-context.ts';
import { warmupTrigger } from './warmup-trigger.ts';

type TriggerOptions = { warmup: boolean; env: NodeJS.ProcessEnv; blobs: Omit<BlobTriggerOptions, 'env'> };

/** The triggers that this host knows besides HTTP, by their type in lower case. */
export const triggers = ({ warmup, env, blobs }: TriggerOptions): Record<string, TriggerFactory> => ({
  blobtrigger: blobTrigger({ ...blobs, env }),
  servicebustrigger: serviceBusTrigger(env),
  timertrigger: timerTrigger(env),
  warmuptrigger: warmupTrigger(warmup),
});
