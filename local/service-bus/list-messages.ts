import rhea from 'rhea';
import type { Entities } from './entities.ts';
import { type Content, encodeMessage } from './message-codec.ts';
import type { Message } from './queue.ts';

/** Times are ISO 8601 UTC. `deliveryCount`: deliveries that have failed. */
export type ListedMessage = {
  entity: string;
  sequenceNumber: number;
  messageId: string | undefined;
  state: 'active' | 'locked' | 'scheduled' | 'deferred';
  enqueuedAt: string;
  scheduledFor: string | undefined;
  deliveryCount: number;
  properties: Record<string, unknown>;
  body: string;
};

const MAX_MESSAGES = 500;
const MAX_BODY = 8_192;

const toText = (body: unknown): string => {
  const content: unknown = typeof body === 'object' && body !== null && 'content' in body ? body.content : body;
  const text = Buffer.isBuffer(content) ? content.toString('utf8') : JSON.stringify(content);
  return (text ?? '').slice(0, MAX_BODY);
};

const describeMessage = (entity: string, message: Message<Content>): ListedMessage => {
  const { application_properties: properties = {}, body } = rhea.message.decode(encodeMessage(message));
  return {
    entity,
    sequenceNumber: message.sequence,
    messageId: message.content.messageId,
    state: message.lock || message.state === 'gone' ? 'locked' : message.state,
    enqueuedAt: new Date(message.enqueuedAt).toISOString(),
    scheduledFor: message.scheduledFor === undefined ? undefined : new Date(message.scheduledFor).toISOString(),
    deliveryCount: message.deliveryCount,
    properties,
    body: toText(body),
  };
};

/** Up to 500 messages that wait or are being handled, left as they are. `text`: in the body. */
export const listMessages = (entities: Entities, text: string): ListedMessage[] => {
  const found: ListedMessage[] = [];
  for (const queue of entities.queues()) {
    for (const message of queue.messages.values()) {
      if (found.length >= MAX_MESSAGES) return found;
      if (message.content.body.includes(text)) found.push(describeMessage(queue.name, message));
    }
  }
  return found;
};
