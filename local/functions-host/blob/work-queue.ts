import type { DequeuedMessageItem, QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { messageOf } from '../host-error.ts';
import type { Logger } from '../logger.ts';
import { type BlobMessage, parseBlobMessage, printBlobMessage } from './blob-message.ts';
import { holdMessage } from './held-message.ts';
import { startPolling } from './poll-loop.ts';
import { isAway, isOneOf } from './storage-error.ts';

const POISON_QUEUE = 'webjobs-blobtrigger-poison';
const MOST_AT_ONCE = 32;

/** `failed`: the function threw. A rejection says that it could not be run at all, which is no try where Storage was away. */
export type Deliver = (message: BlobMessage) => Promise<'done' | 'failed'>;

type Registration = { deliver: Deliver; poison: QueueServiceClient };

type Options = {
  /** Of the host's own account. */
  queues: QueueServiceClient;
  hostId: string;
  /** Deliveries of one message before it is poison. */
  poisonThreshold: number;
  /** Functions that run at the same time, over all Blob triggers. */
  parallelism: number;
  pollMs: number;
  logger: Logger;
};

const ensured = async <T>(queue: QueueClient, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isOneOf(error, 404)) throw error;
    await queue.createIfNotExists();
    return work();
  }
};

/**
 * The host's own queue of versions of blobs to run functions for. What a function throws at is delivered again at once, up to the
 * threshold, and then moved to the poison queue of the account that its blobs are in.
 */
export const createWorkQueue = ({ queues, hostId, poisonThreshold, parallelism, pollMs, logger }: Options) => {
  const queue = queues.getQueueClient(`azure-webjobs-blobtrigger-${hostId}`);
  const registrations = new Map<string, Registration>();
  const running = new Set<Promise<void>>();
  /** Half a minute beside the usual interval: a message of a host that died is delivered again after that. */
  const holdSeconds = Math.max(2, Math.round((pollMs * 15) / 1000));

  const bury = async (text: string, functionId: string | undefined): Promise<void> => {
    const account = registrations.get(functionId ?? '')?.poison ?? queues;
    const poison = account.getQueueClient(POISON_QUEUE);
    await ensured(poison, () => poison.sendMessage(text));
    logger(
      'warning',
      'Host.Triggers.Blob',
      `Message has reached MaxDequeueCount of ${poisonThreshold}. Moving message to queue '${POISON_QUEUE}'.`,
    );
  };

  const deliver = async (message: BlobMessage | undefined): Promise<'done' | 'failed' | 'unreadable' | 'later'> => {
    if (message === undefined) return 'failed';
    const registration = registrations.get(message.functionId);
    if (registration === undefined) {
      logger(
        'information',
        'Host.Triggers.Blob',
        `There is no function ${message.functionId} any more; ignoring '${message.name}'`,
      );
      return 'done';
    }
    try {
      return await registration.deliver(message);
    } catch (error) {
      logger(
        'warning',
        'Host.Triggers.Blob',
        `Reading '${message.container}/${message.name}' failed: ${messageOf(error)}`,
      );
      return isAway(error) ? 'later' : 'unreadable';
    }
  };

  const handle = async (item: DequeuedMessageItem): Promise<void> => {
    const held = holdMessage(queue, item, holdSeconds);
    const message = parseBlobMessage(item.messageText);
    const later = message?.later ?? 0;
    const tries = item.dequeueCount - later;
    try {
      // One too many: each time the host died over it, and would again.
      const outcome = tries > poisonThreshold ? 'failed' : await deliver(message);
      if (outcome === 'done') return await held.remove();
      if (outcome === 'later' && message) return await held.leave(printBlobMessage({ ...message, later: later + 1 }));
      if (tries >= poisonThreshold) {
        await bury(message ? printBlobMessage({ ...message, later: 0 }) : item.messageText, message?.functionId);
        return await held.remove();
      }
      await (outcome === 'failed' ? held.giveBack() : held.leave());
    } catch (error) {
      await held.leave();
      logger('warning', 'Host.Triggers.Blob', `Settling a message of '${queue.name}' failed: ${messageOf(error)}`);
    }
  };

  const round = async (): Promise<boolean> => {
    const free = parallelism - running.size;
    if (free < 1) return false;
    const { receivedMessageItems } = await ensured(queue, () =>
      queue.receiveMessages({ numberOfMessages: Math.min(free, MOST_AT_ONCE), visibilityTimeout: holdSeconds }),
    );
    for (const item of receivedMessageItems) {
      const work = handle(item).finally(() => {
        running.delete(work);
        polling?.wake();
      });
      running.add(work);
    }
    return receivedMessageItems.length > 0;
  };

  let polling: ReturnType<typeof startPolling> | undefined;

  return {
    register: (functionId: string, registration: Registration): void => {
      registrations.set(functionId, registration);
      polling ??= startPolling({ what: `Polling of queue '${queue.name}'`, pollMs, logger, round });
    },
    add: async (message: BlobMessage): Promise<void> => {
      await ensured(queue, () => queue.sendMessage(printBlobMessage(message)));
      polling?.wake();
    },
    stop: async (): Promise<void> => polling?.stop(),
    /** Resolves once what was received is settled. */
    settled: async (): Promise<void> => {
      await Promise.all(running);
    },
  };
};

export type WorkQueue = ReturnType<typeof createWorkQueue>;
