import { DomainError } from '../domain/errors.ts';

type Reads<Id, T> = {
  get: (id: Id) => Promise<T>;
  getLatest: (id: Id) => Promise<T>;
};

/**
 * Decides on a read that may be stale. After a refusal, it decides again on a read that cannot be
 * stale. `decide` must refuse, with a `DomainError`, before it has any effect.
 */
export const decideOnRead = async <Id, T, R>(
  reads: Reads<Id, T>,
  id: Id,
  decide: (found: T) => Promise<R>,
): Promise<R> => {
  try {
    return await decide(await reads.get(id));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return decide(await reads.getLatest(id));
  }
};
