import { enqueue, type Queue, remove, type Storable } from './queue.ts';

/**
 * Hands each message that becomes available in a topic's queue to the subscriptions that want it.
 * The topic's queue keeps only scheduled messages and the ids of duplicate detection.
 */
export const fanOut = <C extends Storable>(topic: Queue<C>, subscriptions: readonly Queue<C>[]): void => {
  topic.onAvailable = () => {
    for (let message = topic.active.pop(); message; message = topic.active.pop()) {
      remove(topic, message);
      const { timeToLiveMs, scheduledFor, sequence } = message;
      const content = { ...message.content, timeToLiveMs };
      for (const subscription of subscriptions) enqueue(subscription, content, scheduledFor, sequence);
    }
  };
};
