import { describeFailure } from '../../domain/describe-failure.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ReplayCounts } from './replay-counts.ts';
import { replayOrderLetters } from './replay-order-letters.ts';
import { replayPoisonUploads } from './replay-poison-uploads.ts';

type Deps = Pick<
  Capabilities,
  | 'deadLetters'
  | 'poisonUploads'
  | 'orders'
  | 'orderQueue'
  | 'products'
  | 'images'
  | 'clock'
  | 'pause'
  | 'random'
  | 'log'
  | 'randomId'
>;

/** No upload is started after this. The whole call then stays well under 100 seconds. */
const MAX_MS = 50_000;

/**
 * Replays everything that was dead when the call began. A crash anywhere only makes duplicates, and
 * the call may be repeated. A letter that fails stays and does not stop the others. Rejects only if
 * a queue failed and nothing was replayed.
 */
export const replayDeadLetters = (deps: Deps) => {
  const parts = [replayOrderLetters(deps), replayPoisonUploads(deps)];

  return async (): Promise<ReplayCounts> => {
    const end = deps.clock().getTime() + MAX_MS;
    const counts = { replayed: 0, skipped: 0, remaining: false };
    const failures: unknown[] = [];
    for (const replay of parts) {
      try {
        await replay(counts, end);
      } catch (error) {
        counts.remaining = true;
        failures.push(error);
        deps.log.warn('replay_interrupted', { replayed: counts.replayed, ...describeFailure(error) });
      }
    }
    if (failures.length > 0 && counts.replayed === 0) throw failures[0];
    deps.log.info('dead_letters_replayed', counts);
    return counts;
  };
};
