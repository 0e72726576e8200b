import type { InvocationContext, ServiceBusQueueHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Consumer = (body: unknown, context: InvocationContext) => Promise<void>;

/**
 * A queue trigger that loads its code on the first message. If it throws, the broker gets it back.
 */
export const consumer =
  (load: () => Promise<Consumer>): ServiceBusQueueHandler =>
  (body, context) =>
    withInvocation(context, async () => (await load())(body, context));
