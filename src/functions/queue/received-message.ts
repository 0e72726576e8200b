import type { InvocationContext } from '@azure/functions';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => ({ ...Object(value) });

/** The worker may pass a count on as text. Read as 0, a chain of retries would never end. */
export const toCount = (value: unknown, fallback: number): number => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : fallback;
};

/** The worker parses whatever looks like JSON, so an id made of digits arrives as a number. */
export const toText = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What the host says about a message, besides its body. `deliveryCount` is 1 on the first one. */
export type ReceivedMessage = { messageId: string; deliveryCount: number; lockToken: string; properties: Fields };

export const receivedMessage = ({ triggerMetadata }: InvocationContext): ReceivedMessage => {
  const { messageId, deliveryCount, lockToken, applicationProperties } = fieldsOf(triggerMetadata);
  return {
    messageId: toText(messageId) ?? '',
    deliveryCount: toCount(deliveryCount, 1),
    lockToken: toText(lockToken) ?? '',
    properties: fieldsOf(applicationProperties),
  };
};
