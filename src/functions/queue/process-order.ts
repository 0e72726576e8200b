import { createHash } from 'node:crypto';
import type { ProcessOrderCommand } from '../../application/orders/process-order.ts';
import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { OrderMessage } from '../../application/ports/order-queue.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import { describeError } from '../../domain/describe-error.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import { escapeUnprintable } from '../escape-unprintable.ts';
import type { Consumer } from './consumer.ts';

type Deps = {
  processOrder: (command: ProcessOrderCommand) => Promise<void>;
  deadLetterMessage: DeadLetterMessage;
  log: Log;
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => ({ ...Object(value) });

/** The worker may pass a count on as text. Read as 0, a chain of retries would never end. */
const toCount = (value: unknown, fallback: number): number => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : fallback;
};

/** The worker parses whatever looks like JSON, so an id made of digits arrives as a number. */
const toText = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Short enough for the ids of copies, which add the number of the attempt. */
const ROOT_ID = /^[\x21-\x7e]{1,100}$/;

const toRootId = (text: string): string =>
  ROOT_ID.test(text) ? text : createHash('sha256').update(text).digest('base64url');

const parseMessage = (body: unknown, messageId: string, properties: Fields): OrderMessage | undefined => {
  const orderId = orderIdIn(body);
  if (orderId === undefined) return undefined;
  const { rootId, attempt, session } = properties;
  return {
    orderId,
    messageId,
    rootId: toRootId(toText(rootId) ?? (messageId || orderId)),
    attempt: toCount(attempt, 0),
    session: typeof session === 'string' ? session : undefined,
  };
};

/** An error that the host logs as one line. */
const errorWithoutStack = (message: string): Error => Object.assign(new Error(message), { stack: message });

/**
 * A message that names no order becomes a dead letter on its first delivery. If the broker does not
 * accept that, the consumer throws, and the broker delivers the message again, up to its own limit.
 */
export const processOrderConsumer =
  ({ processOrder, deadLetterMessage, log }: Deps): Consumer =>
  async (body, context) => {
    const metadata = fieldsOf(context.triggerMetadata);
    const messageId = toText(metadata.messageId) ?? '';
    const deliveryCount = toCount(metadata.deliveryCount, 1);
    const message = parseMessage(body, messageId, fieldsOf(metadata.applicationProperties));
    if (message) return processOrder({ message, deliveryCount });

    const reason = typeof body === 'object' ? 'the body has no valid "orderId"' : 'the body is not a JSON object';
    if (deliveryCount <= 1) log.error('message_malformed', { messageId, reason });
    try {
      const description = `The message names no order: ${reason}.`;
      await deadLetterMessage(toText(metadata.lockToken) ?? '', { reason: 'MalformedMessage', description });
    } catch (error) {
      const why = `names no order and could not be dead-lettered: ${describeError(error)}`;
      throw errorWithoutStack(escapeUnprintable(`Message ${JSON.stringify(messageId)} ${why}`));
    }
  };
