import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';

/** This many failures in a row are not the fault of single images. The step ends. */
const MAX_FAILURES_IN_A_ROW = 50;

/** This many, in a row or not, mean that a service is down. The whole clean-up ends. */
const MAX_UNAVAILABLE_PER_STEP = 50;

/** Ends one step of a clean-up. The next step can run. */
export class TooManyFailures extends Error {
  override name = 'TooManyFailures';

  constructor(last: unknown) {
    super(`${MAX_FAILURES_IN_A_ROW} failures in a row. The last one: ${describeError(last)}`, { cause: last });
  }
}

/**
 * Returns a function that does the work for one item. Calls may overlap; failures in a row count in
 * the order in which calls end. A failure is only reported, until there are too many: then the call
 * rejects with `TooManyFailures`, or with `Unavailable`, which ends the whole clean-up.
 */
export const openFailureBudget = () => {
  let inARow = 0;
  let unavailable = 0;

  return async (work: () => Promise<void>, reportFailure: (error: unknown) => void): Promise<void> => {
    try {
      await work();
      inARow = 0;
    } catch (error) {
      reportFailure(error);
      inARow += 1;
      if (error instanceof Unavailable) {
        unavailable += 1;
        if (unavailable >= MAX_UNAVAILABLE_PER_STEP) throw error;
      }
      if (inARow >= MAX_FAILURES_IN_A_ROW) throw new TooManyFailures(error);
    }
  };
};
