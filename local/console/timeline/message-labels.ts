import type { DeadLetter, LogLine, QueuedMessage } from '../shapes.ts';
import type { MessageLabel } from '../timeline-entry.ts';
import { rootOfMessage } from './root-of-message.ts';

const describeSource = (root: string, orderId: string): string => {
  if (!root.startsWith(`${orderId}:`)) return 'sent by a retry or a replay';
  const [state = '', minute] = root.slice(orderId.length + 1).split(':');
  return minute === undefined ? `sent when ${state}` : 'sent by the relay';
};

/** Messages of events and webhooks name the order, too. */
const isOfOrders = ({ entity }: QueuedMessage): boolean => entity === 'process-order';

type Sighting = { messageId: string | undefined; at: string };

type MessageFacts = {
  orderId: string;
  log: readonly LogLine[];
  messages: readonly QueuedMessage[];
  deadLetters: readonly DeadLetter[];
};

const sightingsOf = ({ log, messages, deadLetters }: MessageFacts): Sighting[] => [
  ...log.map(({ messageId, time }) => ({ messageId, at: time })),
  ...messages.filter(isOfOrders).map(({ messageId, enqueuedAt }) => ({ messageId, at: enqueuedAt })),
  ...deadLetters.map(({ messageId, enqueuedAt }) => ({ messageId, at: enqueuedAt })),
];

/** Numbers the messages of an order by when each was first seen. Gives the label of a message. */
export const labelMessages = (facts: MessageFacts): ((messageId: string | undefined) => MessageLabel | undefined) => {
  const roots = sightingsOf(facts)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .flatMap(({ messageId }) => (messageId === undefined ? [] : [rootOfMessage(messageId)]));
  const numbers = new Map([...new Set(roots)].map((root, index) => [root, index + 1]));
  return (messageId) => {
    if (messageId === undefined) return undefined;
    const number = numbers.get(rootOfMessage(messageId));
    return number === undefined
      ? undefined
      : { number, source: describeSource(rootOfMessage(messageId), facts.orderId) };
  };
};
