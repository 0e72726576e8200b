import type { ServiceBusMessage } from '@azure/service-bus';
import type { OrderMessage, OrderQueue } from '../../application/ports/order-queue.ts';
import type { Sender } from './self-renewing-client.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** The message as it is sent; `processOrderConsumer` reads it. */
export const envelope = ({
  orderId,
  messageId,
  rootId,
  attempt,
  session,
  requestId,
}: OrderMessage): ServiceBusMessage => ({
  body: { orderId },
  contentType: 'application/json',
  messageId,
  applicationProperties: {
    rootId,
    attempt,
    ...(session !== undefined && { session }),
    ...(requestId !== undefined && { requestId }),
  },
});

/**
 * The sender opens its link when needed. A call takes at most 8 s, or less with a signal.
 * `findRequestId` names the request that is being served.
 */
export const serviceBusOrderQueue = (
  sender: Sender,
  findRequestId: () => string | undefined = () => undefined,
): OrderQueue => {
  const seal = (message: OrderMessage): ServiceBusMessage =>
    envelope({ ...message, requestId: message.requestId ?? findRequestId() });
  const container = sender.entityPath;

  return {
    send: (messages, { signal } = {}) =>
      boundedServiceBusCall(
        async (abortSignal) => {
          await sendInBatches(sender, messages.map(seal), { abortSignal });
        },
        { outer: signal, place: { operation: 'send', container } },
      ),

    schedule: (message, at) =>
      boundedServiceBusCall(
        async (abortSignal) => {
          await sender.scheduleMessages(seal(message), at, { abortSignal });
        },
        { place: { operation: 'schedule', container } },
      ),
  };
};
