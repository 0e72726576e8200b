import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type { OrderMessage, OrderQueue } from '../../application/ports/order-queue.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

type SendOptions = { abortSignal: AbortSignal };

/** The message as it is sent; `processOrderConsumer` reads it. */
export const envelope = ({ orderId, messageId, rootId, attempt, session }: OrderMessage): ServiceBusMessage => ({
  body: { orderId },
  contentType: 'application/json',
  messageId,
  applicationProperties: { rootId, attempt, ...(session !== undefined && { session }) },
});

const sendInBatches = async (
  sender: ServiceBusSender,
  messages: readonly ServiceBusMessage[],
  options: SendOptions,
): Promise<void> => {
  let batch = await sender.createMessageBatch(options);
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch, options);
    batch = await sender.createMessageBatch(options);
    if (!batch.tryAddMessage(message)) throw new Error(`Message ${message.messageId} is too large for a batch.`);
  }
  await sender.sendMessages(batch, options);
};

/** The sender opens its link when needed. A call takes at most 8 s, or less with a signal. */
export const serviceBusOrderQueue = (sender: ServiceBusSender): OrderQueue => ({
  send: (messages, { signal } = {}) =>
    boundedServiceBusCall(async (abortSignal) => {
      const options = { abortSignal };
      const [first, ...others] = messages.map(envelope);
      if (!first) return;
      if (others.length === 0) await sender.sendMessages(first, options);
      else await sendInBatches(sender, [first, ...others], options);
    }, signal),

  schedule: (message, at) =>
    boundedServiceBusCall(async (abortSignal) => {
      await sender.scheduleMessages(envelope(message), at, { abortSignal });
    }),
});
