import { describeFailure } from '../../domain/describe-failure.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';
import { openFailureBudget, TooManyFailures } from './failure-budget.ts';

type Deps = Pick<Capabilities, 'clock' | 'log'>;

/**
 * Does the work for one product or image, and counts and logs its failure. Rejects only after too
 * many failures: see `openFailureBudget`.
 */
export type TryItem = (ids: Partial<ImageKey>, work: () => Promise<void>) => Promise<void>;

/** One clean-up: its start, its counts, and the first `TooManyFailures` of its steps. */
export const startCleanUpRun = ({ clock, log }: Deps) => {
  const startedAt = clock();
  const counts = {
    /** Uploads that had arrived unnoticed. */
    processed: 0,
    /** Images removed from their products: no upload came, it kept failing or found no place. */
    dropped: 0,
    originalsRemoved: 0,
    variantsRemoved: 0,
    /** Blobs with names that are not ours. They are never touched. */
    foreign: 0,
    failed: 0,
  };
  let tooManyFailures: TooManyFailures | undefined;

  const newTryItem = (): TryItem => {
    const runWithinBudget = openFailureBudget();
    return (ids, work) =>
      runWithinBudget(work, (error) => {
        counts.failed += 1;
        log.warn('clean_up_failed', { ...ids, ...describeFailure(error) });
      });
  };

  return {
    startedAt,
    counts,
    hasTakenLongerThan: (ms: number): boolean => clock().getTime() - startedAt.getTime() > ms,

    /** 'broke_off': the step met too many failures. The next step can run. */
    runStep: async <T>(step: (tryItem: TryItem) => Promise<T>): Promise<T | 'broke_off'> => {
      try {
        return await step(newTryItem());
      } catch (error) {
        if (!(error instanceof TooManyFailures)) throw error;
        tooManyFailures ??= error;
        log.error('clean_up_broken_off', { ...counts, reason: error.message });
        return 'broke_off';
      }
    },

    throwIfStepBrokeOff: (): void => {
      if (tooManyFailures) throw tooManyFailures;
    },
  };
};

export type CleanUpRun = ReturnType<typeof startCleanUpRun>;
