import type { InvocationContext, ServiceBusQueueHandler } from '@azure/functions';
import { parseRequestId } from '../../domain/request-id.ts';
import { withInvocation } from '../invocation.ts';
import { receivedMessage } from './received-message.ts';

export type Consumer = (body: unknown, context: InvocationContext) => Promise<void>;

/**
 * Loads its code on the first message. If it throws, the broker gets the message back. Log lines
 * carry the id of the request that caused the message.
 */
export const consumer =
  (load: () => Promise<Consumer>): ServiceBusQueueHandler =>
  (body, context) => {
    const { properties } = receivedMessage(context);
    const cause = { requestId: parseRequestId(properties.requestId), carried: properties };
    return withInvocation(context, async () => (await load())(body, context), cause);
  };
