import type { DequeuedMessageItem, QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { PoisonUploads, Settled } from '../../application/ports/dead-letters.ts';
import { blobCall } from '../blob/blob-call.ts';
import { poisonUploadOf } from './poison-message.ts';

/** The host's own name for the queue, in the storage account of the blobs. */
const QUEUE = 'webjobs-blobtrigger-poison';

/** The most that the service hands out or shows at once. */
const MAX_MESSAGES = 32;

const MAX_ROUNDS = 20;

/** If this process dies, others see its messages after this time. No rewrite takes as long. */
const HOLD_SECONDS = 90;

/** Undefined if the queue does not exist yet: the host creates it with the first poison message. */
const callIfThere = <T>(work: (abortSignal: AbortSignal) => Promise<T>): Promise<T | undefined> =>
  blobCall(work, { 404: undefined });

const giveBack = async (queue: QueueClient, { messageId, popReceipt, messageText }: DequeuedMessageItem) => {
  // If this fails, the message becomes visible again by itself.
  await blobCall((abortSignal) => queue.updateMessage(messageId, popReceipt, messageText, 0, { abortSignal })).catch(
    () => {},
  );
};

export const storageQueuePoisonUploads = (client: QueueServiceClient): PoisonUploads => {
  const queue = client.getQueueClient(QUEUE);

  const take = () =>
    callIfThere((abortSignal) =>
      queue.receiveMessages({ numberOfMessages: MAX_MESSAGES, visibilityTimeout: HOLD_SECONDS, abortSignal }),
    );

  /** Holds messages until the one with this id is among them, or there are no more. */
  const search = async (id: string, held: DequeuedMessageItem[]): Promise<DequeuedMessageItem | undefined> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const items = (await take())?.receivedMessageItems ?? [];
      held.push(...items);
      const found = items.find(({ messageId }) => messageId === id);
      if (found || items.length === 0) return found;
    }
    return undefined;
  };

  /** A message that somebody holds is visible to nobody else. It is only counted. */
  const countAll = async (): Promise<number> =>
    (await callIfThere((abortSignal) => queue.getProperties({ abortSignal })))?.approximateMessagesCount ?? 0;

  return {
    list: async () => {
      const answer = await callIfThere((abortSignal) =>
        queue.peekMessages({ numberOfMessages: MAX_MESSAGES, abortSignal }),
      );
      return (answer?.peekedMessageItems ?? []).map(poisonUploadOf);
    },

    settle: async (id, work): Promise<Settled> => {
      const held: DequeuedMessageItem[] = [];
      try {
        const found = await search(id, held);
        if (!found) return (await countAll()) > held.length ? 'busy' : 'gone';
        await work(poisonUploadOf(found));
        // If it does not exist any more, it was held for too long and somebody else has removed it.
        await callIfThere((abortSignal) => queue.deleteMessage(found.messageId, found.popReceipt, { abortSignal }));
        held.splice(held.indexOf(found), 1);
        return 'settled';
      } finally {
        await Promise.all(held.map((item) => giveBack(queue, item)));
      }
    },
  };
};
