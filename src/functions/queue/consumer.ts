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
    const { requestId } = receivedMessage(context).properties;
    return withInvocation(context, async () => (await load())(body, context), parseRequestId(requestId));
  };
