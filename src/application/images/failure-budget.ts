import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';

/**
 * This many failures in a row are not caused by single blobs; nor are this many calls in one step
 * that a service left unanswered.
 */
const MAX_FAILURES = 50;

/** A step met only items that fail. The steps after it can still run. */
export class TooManyFailures extends Error {
  override name = 'TooManyFailures';

  constructor(last: unknown) {
    super(`${MAX_FAILURES} failures in a row. The last one: ${describeError(last)}`, { cause: last });
  }
}

/** Runs the work for one item. Rejects only if the whole step has to stop. */
export type Attempt = (work: () => Promise<void>, onFailure: (error: unknown) => void) => Promise<void>;

/**
 * Bounds the failures of one step. Stops it with `TooManyFailures`, or with `Unavailable` if a
 * service is down.
 */
export const openFailureBudget = (): Attempt => {
  let inARow = 0;
  let unavailable = 0;

  return async (work, onFailure) => {
    try {
      await work();
      inARow = 0;
    } catch (error) {
      onFailure(error);
      inARow += 1;
      if (error instanceof Unavailable) {
        unavailable += 1;
        if (unavailable >= MAX_FAILURES) throw error;
      }
      if (inARow >= MAX_FAILURES) throw new TooManyFailures(error);
    }
  };
};
