import type { DequeuedMessageItem, QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { errorMessage } from '../../error-message.ts';
import type { Logger } from '../logger.ts';
import { type BlobMessage, parseBlobMessage, printBlobMessage } from './blob-message.ts';
import { holdMessage } from './held-message.ts';
import { startPolling } from './poll-loop.ts';
import { hasStatus, isUnavailable } from './storage-error.ts';

const POISON_QUEUE = 'webjobs-blobtrigger-poison';
const MOST_AT_ONCE = 32;

/**
 * `failed` means that the function threw. A rejection means that it did not run, which does not
 * count as a try if Storage was down.
 */
export type Deliver = (message: BlobMessage) => Promise<'done' | 'failed'>;

type Registration = { deliver: Deliver; poison: QueueServiceClient };

type Options = {
  /** Queues of the host's own account. */
  queues: QueueServiceClient;
  hostId: string;
  /** Tries before a message moves to the poison queue. */
  poisonThreshold: number;
  /** How many functions may run at once, over all Blob triggers. */
  parallelism: number;
  pollMs: number;
  logger: Logger;
};

const withQueue = async <T>(queue: QueueClient, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    await queue.createIfNotExists();
    return work();
  }
};

/**
 * The host's queue of blob versions that wait for a function. A message whose function throws is
 * tried again at once, and at the threshold moves to the poison queue of its blob's account.
 */
export const createWorkQueue = ({ queues, hostId, poisonThreshold, parallelism, pollMs, logger }: Options) => {
  const queue = queues.getQueueClient(`azure-webjobs-blobtrigger-${hostId}`);
  const registrations = new Map<string, Registration>();
  const running = new Set<Promise<void>>();
  /** 30 s at the default interval. After that, a message of a host that died is delivered again. */
  const holdSeconds = Math.max(2, Math.round((pollMs * 15) / 1000));

  const bury = async (text: string, functionId: string | undefined): Promise<void> => {
    const account = registrations.get(functionId ?? '')?.poison ?? queues;
    const poison = account.getQueueClient(POISON_QUEUE);
    await withQueue(poison, () => poison.sendMessage(text));
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
        `The function ${message.functionId} no longer exists; ignoring '${message.name}'`,
      );
      return 'done';
    }
    try {
      return await registration.deliver(message);
    } catch (error) {
      logger(
        'warning',
        'Host.Triggers.Blob',
        `Reading '${message.container}/${message.name}' failed: ${errorMessage(error)}`,
      );
      return isUnavailable(error) ? 'later' : 'unreadable';
    }
  };

  const handle = async (item: DequeuedMessageItem): Promise<void> => {
    const held = holdMessage(queue, item, holdSeconds);
    const message = parseBlobMessage(item.messageText);
    const later = message?.later ?? 0;
    const tries = item.dequeueCount - later;
    try {
      // More tries than allowed: the host died on each of them, and would again.
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
      logger('warning', 'Host.Triggers.Blob', `Settling a message of '${queue.name}' failed: ${errorMessage(error)}`);
    }
  };

  const round = async (): Promise<boolean> => {
    const free = parallelism - running.size;
    if (free < 1) return false;
    const { receivedMessageItems } = await withQueue(queue, () =>
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
      await withQueue(queue, () => queue.sendMessage(printBlobMessage(message)));
      polling?.wake();
    },
    stop: async (): Promise<void> => polling?.stop(),
    /** Resolves once every received message is settled. */
    settled: async (): Promise<void> => {
      await Promise.all(running);
    },
  };
};
