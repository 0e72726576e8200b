import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import { perClient } from './per-client.ts';
import type { ServiceBus } from './self-renewing-client.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/**
 * Settles by the lock token only, because the host received the message on its own link. Without a
 * link in `delivery` the client asks the management node, as it does for deferred messages. The
 * entity is a queue, or a topic with its subscription.
 */
export const deadLetterMessage = (
  { current }: Pick<ServiceBus, 'current'>,
  entity: string,
  subscription?: string,
): DeadLetterMessage => {
  const receiver = perClient(current, (client) =>
    subscription === undefined ? client.createReceiver(entity) : client.createReceiver(entity, subscription),
  );

  return (lockToken, { reason, description }) => {
    const message = {
      lockToken,
      body: undefined,
      state: 'active' as const,
      _rawAmqpMessage: { body: undefined },
      delivery: {},
    };
    const options = { deadLetterReason: reason, deadLetterErrorDescription: description };
    return boundedServiceBusCall(() => receiver().deadLetterMessage(message, options));
  };
};
