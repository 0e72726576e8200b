import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';

/**
 * Completes the message if a service is down, because a relay sends another one. Redelivery is
 * immediate: ten are used up in a second, and would leave a needless dead letter.
 */
export const completeWhenUnavailable = async (
  work: () => Promise<void>,
  warn: (reason: string) => void,
): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    warn(describeError(error));
  }
};
