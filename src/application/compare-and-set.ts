import { DomainError } from '../domain/errors.ts';

const MAX_ROUNDS = 20;

/**
 * Runs a read-modify-write until it is not 'stale'. Each round must read anew and check its own precondition, so that a caller
 * who named a version gets `precondition_failed` in the round after he lost it. Gives up with `conflict`.
 */
export const compareAndSet = async <T extends object>(round: () => Promise<T | 'stale'>): Promise<T> => {
  for (let n = 0; n < MAX_ROUNDS; n++) {
    const outcome = await round();
    if (outcome !== 'stale') return outcome;
  }
  throw new DomainError('conflict', 'Others keep changing this resource. Try again.');
};
