import type { ServiceBusMessage } from '@azure/service-bus';
import type { Sender } from './self-renewing-client.ts';

/** As few sends as the size of a batch allows; none if there are no messages. */
export const sendInBatches = async (
  sender: Sender,
  messages: readonly ServiceBusMessage[],
  options: { abortSignal: AbortSignal },
): Promise<void> => {
  const [first, ...others] = messages;
  if (first === undefined) return;
  if (others.length === 0) return sender.sendMessages(first, options);
  let batch = await sender.createMessageBatch(options);
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch, options);
    batch = await sender.createMessageBatch(options);
    if (!batch.tryAddMessage(message)) throw new Error(`Message ${message.messageId} is too large for a batch.`);
  }
  await sender.sendMessages(batch, options);
};
