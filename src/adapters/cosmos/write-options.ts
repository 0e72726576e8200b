import type { RequestOptions } from '@azure/cosmos';
import type { Etag } from '../../domain/etag.ts';

/**
 * Asks for an answer without the document. Not for creates: the client takes the id from it. (The
 * client's own option for this works only in batches.)
 */
export const withoutBody: RequestOptions = { initialHeaders: { Prefer: 'return=minimal' } };

/** Compare-and-set on a strong entity tag. */
export const onlyIf = (etag: Etag): RequestOptions => ({
  ...withoutBody,
  accessCondition: { type: 'IfMatch', condition: etag },
});
