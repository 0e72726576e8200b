import type { InvocationContext, StorageBlobHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Upload = (context: InvocationContext) => Promise<void>;

/**
 * A blob trigger that loads its code on the first upload. It needs only the name of the blob: a
 * host that delivered the content would deliver any size. If it throws, the host tries again.
 */
export const uploadTrigger =
  (load: () => Promise<Upload>): StorageBlobHandler =>
  (_, context) =>
    withInvocation(context, async () => (await load())(context));
