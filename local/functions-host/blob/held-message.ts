import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { isOneOf } from './storage-error.ts';

/** Keeps a message invisible to others while it is worked on, for `seconds` after each renewal. */
export const holdMessage = (queue: QueueClient, message: DequeuedMessageItem, seconds: number) => {
  const { messageId, messageText } = message;
  let { popReceipt } = message;
  let last: Promise<void> = Promise.resolve();

  const renew = async (visibleAfter: number, text = messageText): Promise<void> => {
    const answer = await queue.updateMessage(messageId, popReceipt, text, visibleAfter);
    popReceipt = answer.popReceipt ?? popReceipt;
  };
  const timer = setInterval(
    () => {
      // One that fails is made up for by the next; if all do, somebody else gets the message.
      last = last.then(() => renew(seconds)).catch(() => {});
    },
    (seconds * 1000) / 3,
  );

  const end = async (settle: () => Promise<void>): Promise<void> => {
    clearInterval(timer);
    await last;
    await settle().catch((error: unknown) => {
      // Held for too long: it is another's now, or gone.
      if (!isOneOf(error, 400, 404)) throw error;
    });
  };

  return {
    remove: () =>
      end(async () => {
        await queue.deleteMessage(messageId, popReceipt);
      }),
    /** To be received again at once. */
    giveBack: () => end(() => renew(0)),
    /** To be received again when its time is over, with another text where one is given. */
    leave: (text?: string) => end(async () => (text === undefined ? undefined : renew(seconds, text))),
  };
};
