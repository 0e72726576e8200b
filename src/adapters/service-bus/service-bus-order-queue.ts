import type { ServiceBusMessage } from '@azure/service-bus';
import type { OrderMessage, OrderQueue } from '../../application/ports/order-queue.ts';
import { messageSender, noTracing, type Tracing } from './message-sender.ts';
import type { Sender } from './self-renewing-client.ts';

/** The message as it is sent; `processOrderConsumer` reads it. */
export const envelope = ({
  orderId,
  messageId,
  rootId,
  attempt,
  session,
  origin,
}: OrderMessage): ServiceBusMessage => ({
  body: { orderId },
  contentType: 'application/json',
  messageId,
  applicationProperties: {
    rootId,
    attempt,
    ...(session !== undefined && { session }),
    ...origin,
  },
});

export const serviceBusOrderQueue = (sender: Sender, tracing: Tracing = noTracing): OrderQueue =>
  messageSender(sender, tracing, (message) => envelope({ ...message, origin: message.origin ?? tracing.findOrigin() }));
