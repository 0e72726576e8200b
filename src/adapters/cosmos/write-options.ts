import type { RequestOptions } from '@azure/cosmos';

/**
 * A change answers with nothing but headers: the document is known to the one who wrote it. Not for creates: there the client takes the
 * id from the answer. (The client's own option for this is for batches alone.)
 */
export const withoutBody: RequestOptions = { initialHeaders: { Prefer: 'return=minimal' } };

/** Compare-and-set on a strong entity tag. */
export const onlyIf = (etag: string): RequestOptions => ({
  ...withoutBody,
  accessCondition: { type: 'IfMatch', condition: etag },
});
