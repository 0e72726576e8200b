import { DomainError } from '../domain/errors.ts';
import type { Etag } from '../domain/etag.ts';

/** `*` means any version. */
type Tags = '*' | readonly Etag[];

/** The conditional headers of a write (RFC 9110, 13.1). Tags are strong and carry their quotes. */
export type Precondition = { ifMatch?: Tags | undefined; ifNoneMatch?: Tags | undefined };

const includesTag = (tags: Tags, etag: Etag | undefined): boolean =>
  etag !== undefined && (tags === '*' || tags.includes(etag));

/** Why the condition fails; undefined if it holds. Without a resource, `etag` is undefined. */
export const findFailedCondition = (
  { ifMatch, ifNoneMatch }: Precondition,
  etag: Etag | undefined,
): DomainError | undefined => {
  if (ifMatch !== undefined && !includesTag(ifMatch, etag)) {
    return new DomainError('precondition_failed', 'The resource no longer has the version named in If-Match.');
  }
  return ifNoneMatch !== undefined && includesTag(ifNoneMatch, etag)
    ? new DomainError('precondition_failed', 'The resource already exists.')
    : undefined;
};

/** Throws `precondition_failed`. `etag` is undefined if there is no such resource. */
export const checkPrecondition = (precondition: Precondition, etag: Etag | undefined): void => {
  const failure = findFailedCondition(precondition, etag);
  if (failure) throw failure;
};
