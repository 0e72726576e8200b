import { describeFailure } from '../../domain/describe-failure.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Capabilities } from '../capabilities.ts';
import { uploadNumber } from './dead-letter-number.ts';
import type { ReplayCounts } from './replay-counts.ts';
import { replayUpload } from './replay-upload.ts';

type Deps = Pick<Capabilities, 'poisonUploads' | 'products' | 'images' | 'clock' | 'pause' | 'random' | 'log'>;

/** 'gone': somebody else settled it. 'left': it stays, and another call may replay it. */
type Outcome = 'replayed' | 'skipped' | 'gone' | 'left';

const countOutcome = (outcome: Outcome, counts: ReplayCounts): void => {
  if (outcome === 'left') counts.remaining = true;
  else if (outcome !== 'gone') counts[outcome] += 1;
};

/** Adds to `counts` as it goes. Starts no upload after `end`. */
export const replayPoisonUploads = (deps: Deps) => {
  const { poisonUploads, clock, log } = deps;
  const renew = replayUpload(deps);

  const replayOne = async (id: string): Promise<Outcome> => {
    try {
      const settled = await poisonUploads.settle(id, async (upload) => {
        await renew(upload);
      });
      if (settled === 'settled') return 'replayed';
      return settled === 'busy' ? 'left' : 'gone';
    } catch (error) {
      if (error instanceof DomainError) return 'skipped';
      log.warn('dead_letter_not_replayed', { sequenceNumber: uploadNumber(id), ...describeFailure(error) });
      return 'left';
    }
  };

  return async (counts: ReplayCounts, end: number): Promise<void> => {
    const seen = new Set<string>();
    for (const { id } of await poisonUploads.list()) {
      if (clock().getTime() > end) break;
      seen.add(id);
      countOutcome(await replayOne(id), counts);
    }
    const present = await poisonUploads.list();
    counts.remaining ||= present.some(({ id }) => !seen.has(id));
  };
};
