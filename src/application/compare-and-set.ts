import { DomainError } from '../domain/errors.ts';

const MAX_ROUNDS = 20;

/**
 * Repeats a read-modify-write until its outcome is not 'stale'. Each round must read again and
 * check its own precondition: a caller who named a version then gets `precondition_failed` once
 * that version is gone. Gives up with `conflict`.
 */
export const compareAndSet = async <T>(round: () => Promise<T | 'stale'>): Promise<T> => {
  for (let n = 0; n < MAX_ROUNDS; n++) {
    const outcome = await round();
    if (outcome !== 'stale') return outcome;
  }
  throw new DomainError('conflict', 'The resource is being changed by others. Try again.');
};
