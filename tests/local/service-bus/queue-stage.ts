import {
  createQueue,
  enqueue,
  type Message,
  type Queue,
  type QueueSettings,
  type Storable,
  take,
} from '../../../local/service-bus/queue.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const defaults: QueueSettings = {
  lockDurationMs: 30_000,
  maxDeliveryCount: 10,
  timeToLiveMs: Number.POSITIVE_INFINITY,
  deadLetterExpired: false,
  duplicateWindowMs: undefined,
};

export type QueueStage = {
  clock: ManualClock;
  queue: Queue<Storable>;
  deadLetters: Queue<Storable>;
  send(id: string, options?: { after?: number; ttl?: number }): number;
  /** Locks the next message, which must be there. */
  lock(from?: Queue<Storable>): { message: Message<Storable>; token: string };
  ids(of?: Queue<Storable>): (string | undefined)[];
};

export const queueStage = (settings: Partial<QueueSettings> = {}): QueueStage => {
  const clock = manualClock();
  const deadLetters = createQueue<Storable>(
    'q/$DeadLetterQueue',
    { ...defaults, ...settings, maxDeliveryCount: Number.POSITIVE_INFINITY, duplicateWindowMs: undefined },
    clock,
  );
  const queue = createQueue<Storable>('q', { ...defaults, ...settings }, clock, deadLetters);
  return {
    clock,
    queue,
    deadLetters,
    send: (id, { after, ttl } = {}) =>
      enqueue(queue, { messageId: id, timeToLiveMs: ttl }, after === undefined ? undefined : clock.now() + after),
    lock(from = queue) {
      const message = take(from, 'peekLock');
      if (!message?.lock) throw new Error('no message is there');
      return { message, token: message.lock.token };
    },
    ids: (of = queue) => [...of.messages.values()].map(({ content }) => content.messageId),
  };
};
