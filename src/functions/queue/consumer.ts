import type { InvocationContext, ServiceBusQueueHandler } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type Consumer = (body: unknown, context: InvocationContext) => Promise<void>;

/** Loads its code on the first message. If it throws, the broker gets the message back. */
export const consumer =
  (load: () => Promise<Consumer>): ServiceBusQueueHandler =>
  (body, context) =>
    withInvocation(context, async () => (await load())(body, context));
