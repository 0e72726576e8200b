import { DomainError } from '../domain/errors.ts';
import type { Etag } from '../domain/etag.ts';

/** `*` means any version. */
type Tags = '*' | readonly Etag[];

/** The conditional headers of a write (RFC 9110, 13.1). Tags are strong and carry their quotes. */
export type Precondition = { ifMatch?: Tags | undefined; ifNoneMatch?: Tags | undefined };

export const VERSION_MISMATCH = 'The resource no longer has the version named in If-Match.';

const includesTag = (tags: Tags, etag: Etag | undefined): boolean =>
  etag !== undefined && (tags === '*' || tags.includes(etag));

/** Throws `precondition_failed`. `etag` is undefined if there is no such resource. */
export const checkPrecondition = ({ ifMatch, ifNoneMatch }: Precondition, etag: Etag | undefined): void => {
  if (ifMatch !== undefined && !includesTag(ifMatch, etag)) {
    throw new DomainError('precondition_failed', VERSION_MISMATCH);
  }
  if (ifNoneMatch !== undefined && includesTag(ifNoneMatch, etag)) {
    throw new DomainError('precondition_failed', 'The resource already exists.');
  }
};
