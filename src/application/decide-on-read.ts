import { DomainError } from '../domain/errors.ts';

/** 'get' may be stale, 'getLatest' may not. */
export type Read = 'get' | 'getLatest';

/**
 * Decides on reads that may be stale. After a refusal (a `DomainError`), decides once more on reads
 * that cannot be stale. So if `decide` refuses, it must not have had any effect.
 */
export const decideOnReads = async <R>(decide: (read: Read) => Promise<R>): Promise<R> => {
  try {
    return await decide('get');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return decide('getLatest');
  }
};

/** The same, if all that `decide` needs is the value of one id. */
export const decideOnRead = <Id, T, R>(
  values: Record<Read, (id: Id) => Promise<T>>,
  id: Id,
  decide: (found: T) => Promise<R>,
): Promise<R> => decideOnReads(async (read) => decide(await values[read](id)));
