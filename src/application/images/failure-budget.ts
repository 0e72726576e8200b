import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';

/**
 * Stops a step after this many failures in a row, or this many failures in all because a service
 * is down or throttles: the cause is then not a single image.
 */
const MAX_FAILURES = 50;

/** So many items in a row failed that a step was stopped. The steps after it can still run. */
export class TooManyFailures extends Error {
  override name = 'TooManyFailures';

  constructor(last: unknown) {
    super(`${MAX_FAILURES} failures in a row. The last one: ${describeError(last)}`, { cause: last });
  }
}

/** Runs the work for one item. Rejects only if the whole step must stop. */
export type Attempt = (work: () => Promise<void>, onFailure: (error: unknown) => void) => Promise<void>;

/**
 * Bounds the failures of one step: too many reject with `TooManyFailures` (the step ends, the next
 * ones run), or with `Unavailable` if a service is down (the whole run ends).
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
