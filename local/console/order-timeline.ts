import type { AuditEntry, DeadLetter, DeliveryOfEvent, LogLine, Order, QueuedMessage, ShopEvent } from './shapes.ts';
import { attemptEntries } from './timeline/attempt-entries.ts';
import { labelMessages } from './timeline/message-labels.ts';
import { requestEntries } from './timeline/request-entries.ts';
import { stateEntries } from './timeline/state-entries.ts';
import { webhookEntries } from './timeline/webhook-entries.ts';
import { joinParts, type TimelineEntry, toEntry } from './timeline-entry.ts';

export type OrderFacts = {
  order: Order;
  events: readonly ShopEvent[];
  deliveries: readonly DeliveryOfEvent[];
  /** Entries about the order, and about the requests that the log names. */
  audit: readonly AuditEntry[];
  deadLetters: readonly DeadLetter[];
  messages: readonly QueuedMessage[];
  log: readonly LogLine[];
};

const messageEntry = ({ entity, enqueuedAt, scheduledFor, state, deliveryCount, properties }: QueuedMessage) => {
  const attempt = properties.attempt;
  const detail = joinParts(
    `in ${entity}`,
    typeof attempt === 'number' && `attempt ${attempt + 1}`,
    deliveryCount > 0 && `failed deliveries: ${deliveryCount}`,
  );
  const next = scheduledFor !== undefined && { nextAt: scheduledFor };
  return toEntry({ at: enqueuedAt, kind: 'message', what: state, detail, ...next });
};

/** Only the log says when a message died. Without it, the entry has the time of sending. */
const deadLetterEntry = (letter: DeadLetter, log: readonly LogLine[]): TimelineEntry => {
  const { enqueuedAt, messageId, sequenceNumber, cause, reason } = letter;
  const givenUp = log.findLast((line) => line.event === 'order_given_up' && line.messageId === messageId);
  const detail = joinParts(`number ${sequenceNumber}`, reason ?? cause);
  return toEntry({ at: givenUp?.time ?? enqueuedAt, kind: 'dead letter', what: 'dead-lettered', detail, tone: 'bad' });
};

const staffEntry = ({ id: orderId }: Order, entry: AuditEntry): TimelineEntry => {
  const { at, operation, actor, outcome, code, reason, requestId, subject } = entry;
  const about = /^\d+$/.test(subject) && subject !== orderId && `number ${subject}`;
  return toEntry({
    at,
    kind: 'staff',
    what: operation.replaceAll('_', ' '),
    detail: joinParts(`by ${actor}`, outcome, about, code, reason),
    ...(requestId !== undefined && { log: { requestId } }),
  });
};

/** Entries of messages, each with the label of its message. */
const messageEntries = ({ order, messages, deadLetters, log }: OrderFacts): TimelineEntry[] => {
  const labelOf = labelMessages({ orderId: order.id, messages, deadLetters, log });
  const found = [
    ...attemptEntries(log),
    ...messages.map((message) => ({ messageId: message.messageId, entry: messageEntry(message) })),
    ...deadLetters.map((letter) => ({ messageId: letter.messageId, entry: deadLetterEntry(letter, log) })),
  ];
  return found.map(({ messageId, entry }) => {
    const message = labelOf(messageId);
    return message === undefined ? entry : { ...entry, message };
  });
};

/**
 * What happened to an order, the oldest first, as far as it is known. If times are equal, a
 * request comes before what it did.
 */
export const orderTimeline = (facts: OrderFacts): TimelineEntry[] =>
  [
    ...requestEntries(facts),
    ...facts.audit.map((entry) => staffEntry(facts.order, entry)),
    ...stateEntries(facts.order),
    ...messageEntries(facts),
    ...facts.events.map(({ time, type }) => toEntry({ at: time, kind: 'event', what: type })),
    ...facts.deliveries.flatMap(webhookEntries),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
