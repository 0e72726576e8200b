import type { Content } from './message-codec.ts';
import { enqueue, type Queue, remove } from './queue.ts';
import { messageProperties } from './rules/message-properties.ts';
import type { Rules } from './rules/rules.ts';

type Subscriber = { queue: Queue<Content>; rules: Rules };

/**
 * Hands a copy of each message that becomes available in a topic's queue to the subscriptions whose
 * rules match. The topic's queue keeps only scheduled messages and the ids of duplicate detection.
 */
export const fanOut = (topic: Queue<Content>, subscribers: readonly Subscriber[]): void => {
  topic.onAvailable = () => {
    for (let message = topic.active.pop(); message; message = topic.active.pop()) {
      remove(topic, message);
      const { timeToLiveMs, scheduledFor, sequence } = message;
      const content = { ...message.content, timeToLiveMs };
      const properties = messageProperties(content);
      for (const { queue, rules } of subscribers) {
        if (rules.match(properties)) enqueue(queue, content, scheduledFor, sequence);
      }
    }
  };
};
