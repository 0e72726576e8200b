import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type { OrderMessage, OrderQueue } from '../../application/ports/order-queue.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** The message as it is sent; `processOrderConsumer` reads it. */
export const envelope = ({ orderId, messageId, rootId, attempt, session }: OrderMessage): ServiceBusMessage => ({
  body: { orderId },
  contentType: 'application/json',
  messageId,
  applicationProperties: { rootId, attempt, ...(session !== undefined && { session }) },
});

/** The sender opens its link when needed. A call takes at most 8 s, or less with a signal. */
export const serviceBusOrderQueue = (sender: ServiceBusSender): OrderQueue => ({
  send: (messages, { signal } = {}) =>
    boundedServiceBusCall(async (abortSignal) => {
      await sendInBatches(sender, messages.map(envelope), { abortSignal });
    }, signal),

  schedule: (message, at) =>
    boundedServiceBusCall(async (abortSignal) => {
      await sender.scheduleMessages(envelope(message), at, { abortSignal });
    }),
});
