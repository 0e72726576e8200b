import type { Precondition } from '../../application/precondition.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Etag, etagOf } from '../../domain/etag.ts';
import type { ApiRequest } from './api.ts';

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;
/** RFC 9110, 5.6.1: elements of a list may be empty. */
const TAGS = new RegExp(`^[\\s,]*${TAG.source}(?:\\s*,[\\s,]*${TAG.source})*[\\s,]*$`);
const STAR_IN_LIST = /,\s*\*|\*\s*,/;

/** Undefined if it is not a list of entity tags. */
const parseTags = (value: string): '*' | Etag[] | undefined => {
  if (value === '*') return '*';
  return TAGS.test(value) ? Array.from(value.matchAll(TAG), ([tag]) => etagOf(tag)) : undefined;
};

const readTags = (name: string, value: string | undefined): '*' | Etag[] | undefined => {
  if (value === undefined) return undefined;
  const tags = parseTags(value);
  if (tags !== undefined) return tags;
  if (STAR_IN_LIST.test(value)) {
    throw new DomainError('malformed_header', `Send one * or a list of entity tags in the header ${name}, not both.`, [
      { pointer: name, message: 'Must be one *, or a list of entity tags.' },
    ]);
  }
  throw new DomainError('validation_failed', `The header ${name} is not a list of entity tags.`, [
    { pointer: name, message: 'Use * or quoted entity tags, as in an ETag header.' },
  ]);
};

/** The conditions of a write. Weak tags never match here (RFC 9110, 13.1.1: strong comparison). */
export const readPrecondition = ({ header }: Pick<ApiRequest, 'header'>): Precondition => ({
  ifMatch: readTags('If-Match', header('if-match')),
  ifNoneMatch: readTags('If-None-Match', header('if-none-match')),
});

/** Weak comparison (RFC 9110, 13.1.2). A header that is not a list of tags is ignored. */
export const isNotModified = (ifNoneMatch: string | undefined, etag: Etag): boolean => {
  if (ifNoneMatch === undefined) return false;
  const tags = parseTags(ifNoneMatch) ?? [];
  return tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === etag);
};
