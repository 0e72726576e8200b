import type { LogLine, Order, QueuedMessage } from './shapes.ts';
import { failureReason } from './timeline/failure-reason.ts';
import { rootOfMessage } from './timeline/root-of-message.ts';

/** How far the work that an order owes has come, once something has failed. */
export type WorkProgress = {
  /** Attempts that have failed, as far as it is known. 0: its message could not be sent. */
  failed: number;
  /** After this many, it is given up. */
  most: number | undefined;
  /** Why the last one failed. */
  reason: string | undefined;
  /** When the next attempt begins, ISO 8601 UTC. */
  nextAt: string | undefined;
};

type Facts = { messages: readonly QueuedMessage[]; log: readonly LogLine[] };

const failures: readonly string[] = [
  'order_send_failed',
  'order_attempt_failed',
  'order_copy_not_scheduled',
  'order_given_up',
];

const toNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Messages count attempts from 0: so many have failed. */
const failedOf = ({ properties }: QueuedMessage): number => toNumber(properties.attempt) ?? 0;

/** The one that has got furthest, if there are several. */
const findMessage = ({ id }: Order, messages: readonly QueuedMessage[]): QueuedMessage | undefined =>
  messages
    .filter(({ entity, body }) => entity === 'process-order' && body.includes(id))
    .toSorted((one, other) => failedOf(other) - failedOf(one))[0];

/** Staff may have sent a new message since. */
const isOfOlderMessage = ({ messageId, time }: LogLine, message: QueuedMessage | undefined): boolean =>
  message?.messageId !== undefined &&
  messageId !== undefined &&
  rootOfMessage(messageId) !== rootOfMessage(message.messageId) &&
  time < message.enqueuedAt;

/** The last failure of the work that is due now. */
const findFailure = ({ id, dueSince = '' }: Order, { log }: Facts, message: QueuedMessage | undefined) =>
  log.findLast(
    (line) =>
      line.orderId === id &&
      failures.includes(line.event ?? '') &&
      line.time >= dueSince &&
      !isOfOlderMessage(line, message),
  );

/** Undefined: nothing has failed, or the order owes nothing. */
export const findProgress = (order: Order, facts: Facts): WorkProgress | undefined => {
  if (order.due === undefined) return undefined;
  const message = findMessage(order, facts.messages);
  const failure = findFailure(order, facts, message);
  const failed = toNumber(failure?.attempt) ?? (message === undefined ? 0 : failedOf(message));
  if (failure === undefined && failed === 0) return undefined;
  return {
    failed,
    most: toNumber(failure?.maxAttempts),
    reason: failure && failureReason(failure),
    nextAt: message?.scheduledFor,
  };
};
