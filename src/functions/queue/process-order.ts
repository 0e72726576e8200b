import { createHash } from 'node:crypto';
import type { ProcessOrderCommand, ProcessOrderOutcome } from '../../application/orders/process-order.ts';
import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { OrderMessage } from '../../application/ports/order-queue.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import { parseOrigin } from '../../domain/origin.ts';
import type { Consumer } from './consumer.ts';
import { type ReceivedMessage, receivedMessage, toCount, toText } from './received-message.ts';
import { describeBody, rejectMalformed } from './reject-malformed.ts';
import { rejectMessage } from './reject-message.ts';

type Deps = {
  processOrder: (command: ProcessOrderCommand) => Promise<ProcessOrderOutcome>;
  deadLetterMessage: DeadLetterMessage;
  log: Log;
};

/** Short enough for the ids of copies, which add the number of the attempt. */
const ROOT_ID = /^[\x21-\x7e]{1,100}$/;

const toRootId = (text: string): string =>
  ROOT_ID.test(text) ? text : createHash('sha256').update(text).digest('base64url');

const parseMessage = (body: unknown, { messageId, properties }: ReceivedMessage): OrderMessage | undefined => {
  const orderId = orderIdIn(body);
  if (orderId === undefined) return undefined;
  const { rootId, attempt, session } = properties;
  return {
    orderId,
    messageId,
    rootId: toRootId(toText(rootId) ?? (messageId || orderId)),
    attempt: toCount(attempt, 0),
    session: typeof session === 'string' ? session : undefined,
    origin: parseOrigin(properties),
  };
};

/** A message that names no order, or one that does not exist, becomes a dead letter. */
export const processOrderConsumer = ({ processOrder, deadLetterMessage, log }: Deps): Consumer => {
  const rejectUnknown = async (received: ReceivedMessage, { orderId, messageId }: OrderMessage): Promise<void> => {
    const flaw = 'names an unknown order';
    const detail = `${orderId} does not exist`;
    await rejectMessage(deadLetterMessage)(received, { reason: 'UnknownOrder', flaw, detail });
    log.warn('order_unknown', { orderId, messageId });
  };

  return async (body, context) => {
    const received = receivedMessage(context);
    const message = parseMessage(body, received);
    if (message === undefined) {
      const reason = describeBody(body, 'orderId');
      return rejectMalformed({ deadLetterMessage, log })(received, { flaw: 'names no order', reason });
    }
    const outcome = await processOrder({ message, deliveryCount: received.deliveryCount });
    if (outcome === 'unknown_order') await rejectUnknown(received, message);
  };
};
