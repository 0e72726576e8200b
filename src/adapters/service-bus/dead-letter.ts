import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { DeadLetter } from '../../application/ports/dead-letters.ts';
import { parseOrigin } from '../../domain/origin.ts';

/** JSON or text. The client passes on whatever the sender's library made of the body. */
const bodyOf = (body: unknown): unknown => {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  try {
    // An AMQP value may hold what JSON cannot, such as dates, binaries and 64-bit numbers.
    return JSON.parse(JSON.stringify(body ?? ''));
  } catch {
    return String(body);
  }
};

const countOf = (value: unknown): number | undefined => (/^\d{1,9}$/.test(String(value)) ? Number(value) : undefined);

export const sequenceOf = ({ sequenceNumber }: ServiceBusReceivedMessage): string => {
  if (!sequenceNumber) throw new Error('The broker delivered a message without a sequence number.');
  return sequenceNumber.toString();
};

export const deadLetterOf = (message: ServiceBusReceivedMessage): DeadLetter => {
  const earlierAttempts = countOf(message.applicationProperties?.attempt);
  const { messageId, deadLetterReason, deadLetterErrorDescription, enqueuedTimeUtc } = message;
  return {
    sequenceNumber: sequenceOf(message),
    messageId: messageId === undefined ? undefined : String(messageId),
    reason: deadLetterReason,
    description: deadLetterErrorDescription,
    deliveryCount: message.deliveryCount ?? 0,
    enqueuedAt: (enqueuedTimeUtc ?? new Date(0)).toISOString(),
    body: bodyOf(message.body),
    attempt: earlierAttempts === undefined ? undefined : earlierAttempts + 1,
    origin: parseOrigin(message.applicationProperties ?? {}),
  };
};
