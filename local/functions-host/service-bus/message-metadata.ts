import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { RpcTypedData } from '../rpc.ts';

/**
 * The number of deliveries including this one, as .NET and the host count. The header on the wire,
 * which the JavaScript SDK passes on, counts only the earlier ones.
 */
const deliveryCount = ({ deliveryCount = 0 }: ServiceBusReceivedMessage): number => deliveryCount + 1;

/** .NET's latest time stands for a message that never expires. */
const NEVER_EXPIRES = '9999-12-31T23:59:59.9999999Z';

const formatExpiry = ({ expiresAtUtc }: ServiceBusReceivedMessage): string | undefined =>
  expiresAtUtc !== undefined && expiresAtUtc.getUTCFullYear() > 9999 ? NEVER_EXPIRES : expiresAtUtc?.toISOString();

/** The host's metadata of a message. Undefined values are left out. */
const listProperties = (message: ServiceBusReceivedMessage): Record<string, unknown> => ({
  MessageId: message.messageId === undefined ? undefined : String(message.messageId),
  LockToken: message.lockToken,
  DeliveryCount: deliveryCount(message),
  SequenceNumber: message.sequenceNumber?.toNumber(),
  EnqueuedTimeUtc: message.enqueuedTimeUtc?.toISOString(),
  ExpiresAtUtc: formatExpiry(message),
  ContentType: message.contentType,
  CorrelationId: message.correlationId === undefined ? undefined : String(message.correlationId),
  Subject: message.subject,
  To: message.to,
  ReplyTo: message.replyTo,
  SessionId: message.sessionId,
  ApplicationProperties: message.applicationProperties ?? {},
});

const toTypedData = (value: unknown): RpcTypedData =>
  typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) };

export const messageMetadata = (message: ServiceBusReceivedMessage): Record<string, RpcTypedData> =>
  Object.fromEntries(
    Object.entries(listProperties(message))
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toTypedData(value)]),
  );

/** For a batch: the same names with the suffix `Array`, one entry per message. */
export const batchMetadata = (messages: readonly ServiceBusReceivedMessage[]): Record<string, RpcTypedData> => {
  const all = messages.map(listProperties);
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [`${name}Array`, { json: JSON.stringify(all.map((each) => each[name] ?? null)) }]),
  );
};

/** The bytes of a body that was not parsed (`skipParsingBodyAsJson`). */
export const messageBytes = ({ body }: ServiceBusReceivedMessage): Buffer => {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
};
