import type { ServiceBusMessage } from '@azure/service-bus';
import type { OrderMessage, OrderQueue } from '../../application/ports/order-queue.ts';
import type { Sender } from './self-renewing-client.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';
import { noTracing, originProperties, type Tracing, traceSend } from './trace-send.ts';

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
    ...originProperties(origin),
  },
});

/** The sender opens its link when needed. A call takes at most 8 s, or less with a signal. */
export const serviceBusOrderQueue = (sender: Sender, tracing: Tracing = noTracing): OrderQueue => {
  const seal = (message: OrderMessage): ServiceBusMessage =>
    envelope({ ...message, origin: message.origin ?? tracing.findOrigin() });
  const container = sender.entityPath;

  return {
    send: (messages, { signal } = {}) =>
      traceSend(tracing, sender, { operation: 'send', count: messages.length }, () =>
        boundedServiceBusCall(
          async (abortSignal) => {
            await sendInBatches(sender, messages.map(seal), { abortSignal });
          },
          { outer: signal, place: { operation: 'send', container } },
        ),
      ),

    schedule: (message, at) =>
      traceSend(tracing, sender, { operation: 'schedule', count: 1 }, () =>
        boundedServiceBusCall(
          async (abortSignal) => {
            await sender.scheduleMessages(seal(message), at, { abortSignal });
          },
          { place: { operation: 'schedule', container } },
        ),
      ),
  };
};
