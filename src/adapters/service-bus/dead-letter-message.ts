import type { ServiceBusClient } from '@azure/service-bus';
import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/**
 * Settles by the lock token only, because the host received the message on its own link. Without a
 * link in `delivery` the client asks the queue's management node, as it does for deferred messages.
 */
export const deadLetterMessage = (client: ServiceBusClient, queue: string): DeadLetterMessage => {
  const receiver = client.createReceiver(queue);

  return (lockToken, { reason, description }) => {
    const message = {
      lockToken,
      body: undefined,
      state: 'active' as const,
      _rawAmqpMessage: { body: undefined },
      delivery: {},
    };
    const options = { deadLetterReason: reason, deadLetterErrorDescription: description };
    return boundedServiceBusCall(() => receiver.deadLetterMessage(message, options));
  };
};
