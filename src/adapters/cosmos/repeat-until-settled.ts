import { Unavailable } from '../../domain/errors.ts';

/** A document may appear or vanish between two steps, but hardly again and again. */
const MAX_ROUNDS = 5;

/** Repeats a step until it no longer meets documents that changed while it ran. */
export const repeatUntilSettled = async <T>(step: () => Promise<T | 'again'>): Promise<T> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const outcome = await step();
    if (outcome !== 'again') return outcome;
  }
  throw new Unavailable('cosmos', { cause: new Error('The stock documents kept changing.') });
};
