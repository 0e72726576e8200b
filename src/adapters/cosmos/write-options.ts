import type { RequestOptions } from '@azure/cosmos';
import type { Etag } from '../../domain/etag.ts';

/** Not for creates: there the client takes the id from the answer's body. */
export const withoutBody: RequestOptions = { initialHeaders: { Prefer: 'return=minimal' } };

/** Compare-and-set on a strong entity tag. */
export const onlyIf = (etag: Etag): RequestOptions => ({
  ...withoutBody,
  accessCondition: { type: 'IfMatch', condition: etag },
});
