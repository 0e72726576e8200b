import type { InvocationContext, StorageBlobHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Upload = (original: Uint8Array, context: InvocationContext) => Promise<void>;

/** A blob trigger that loads its code on the first upload. If it throws, the host tries again. */
export const uploadTrigger =
  (load: () => Promise<Upload>): StorageBlobHandler =>
  (blob, context) =>
    withInvocation(context, async () => {
      if (!(blob instanceof Uint8Array)) throw new Error('The host did not deliver the blob as bytes.');
      return (await load())(blob, context);
    });
