import type { ProcessOrderCommand } from '../../application/orders/process-order.ts';
import type { OrderMessage } from '../../application/ports/order-queue.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import type { Consumer } from './consumer.ts';

type Deps = { processOrder: (command: ProcessOrderCommand) => Promise<void>; log: Log };

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

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

const parseMessage = (body: unknown, messageId: string, properties: Fields): OrderMessage | undefined => {
  const orderId = orderIdIn(body);
  if (orderId === undefined) return undefined;
  const { rootId, attempt, session } = properties;
  return {
    orderId,
    messageId,
    rootId: toText(rootId) ?? messageId,
    attempt: toCount(attempt, 0),
    session: typeof session === 'string' ? session : undefined,
  };
};

/** A message that names no order throws until the broker dead-letters it. */
export const processOrderConsumer =
  ({ processOrder, log }: Deps): Consumer =>
  async (body, context) => {
    const metadata = fieldsOf(context.triggerMetadata);
    const messageId = toText(metadata.messageId) ?? '';
    const deliveryCount = toCount(metadata.deliveryCount, 1);
    const message = parseMessage(body, messageId, fieldsOf(metadata.applicationProperties));
    if (!message) {
      const reason = typeof body === 'object' ? 'the body has no valid "orderId"' : 'the body is not a JSON object';
      if (deliveryCount <= 1) log.error('message_malformed', { messageId, reason });
      throw new Error(`Message ${messageId} names no order: ${reason}.`);
    }
    await processOrder({ message, deliveryCount });
  };
