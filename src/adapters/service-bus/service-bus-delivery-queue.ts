import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { DeliveryMessage, DeliveryQueue } from '../../application/ports/delivery-queue.ts';
import { messageSender, noTracing, type Tracing } from './message-sender.ts';
import type { Sender } from './self-renewing-client.ts';

/** The message id is new each time: the broker must not drop what is sent again. */
export const envelope = ({ endpointId, eventId, origin }: DeliveryMessage): ServiceBusMessage => ({
  body: { endpointId, eventId },
  contentType: 'application/json',
  messageId: randomUUID(),
  ...(origin && { applicationProperties: { ...origin } }),
});

export const serviceBusDeliveryQueue = (sender: Sender, tracing: Tracing = noTracing): DeliveryQueue =>
  messageSender(sender, tracing, (message) => envelope({ ...message, origin: message.origin ?? tracing.findOrigin() }));
