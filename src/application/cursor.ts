import { createHash } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';

const checksum = (scope: string, key: string): string =>
  createHash('sha256').update(`${scope.length}:${scope}${key}`).digest('base64url').slice(0, 11);

/**
 * An opaque position in one list. Its checksum covers whose list it is and which filters it has
 * (`scope`), so that a cursor of another list is rejected. It guards no secret.
 */
export const encodeCursor = (scope: string, key: string): string =>
  `${checksum(scope, key)}${Buffer.from(key).toString('base64url')}`;

/** Undefined without a cursor: the list then starts at the beginning. */
export const decodeCursor = (scope: string, cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor.slice(11), 'base64url').toString();
  if (key === '' || encodeCursor(scope, key) !== cursor) {
    throw new DomainError('validation_failed', 'The cursor does not belong to this list.', [
      { pointer: 'cursor', message: 'Leave it out to start from the beginning.' },
    ]);
  }
  return key;
};

export type Page<T> = { items: readonly T[]; nextCursor?: string };

/** Turns `limit + 1` rows into a page of `limit`, with a cursor if there is more. */
export const cutPage = <T>(rows: readonly T[], limit: number, scope: string, keyOf: (row: T) => string): Page<T> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined
    ? { items, nextCursor: encodeCursor(scope, keyOf(last)) }
    : { items };
};
