import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { hasStatus } from './storage-error.ts';

/** Hides a message from other receivers while it is processed. Each renewal lasts `seconds`. */
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
      // If a renewal fails, the next one makes up for it. If all fail, another host gets the
      // message.
      last = last.then(() => renew(seconds)).catch(() => {});
    },
    (seconds * 1000) / 3,
  );

  const end = async (settle: () => Promise<void>): Promise<void> => {
    clearInterval(timer);
    await last;
    await settle().catch((error: unknown) => {
      // The hold expired: another host has the message, or it is gone.
      if (!hasStatus(error, 400, 404)) throw error;
    });
  };

  return {
    remove: () =>
      end(async () => {
        await queue.deleteMessage(messageId, popReceipt);
      }),
    /** Makes it available again at once. */
    giveBack: () => end(() => renew(0)),
    /** Makes it available again once the hold expires, with a new text if one is given. */
    leave: (text?: string) => end(async () => (text === undefined ? undefined : renew(seconds, text))),
  };
};
