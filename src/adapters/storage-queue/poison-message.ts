import type { PoisonUpload } from '../../application/ports/dead-letters.ts';
import { parseOriginalName } from '../blob/blob-names.ts';

const UPLOADS = 'uploads';

type StoredMessage = { messageId: string; insertedOn: Date; dequeueCount: number; messageText: string };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The host writes JSON in base64, or plain JSON if it is configured that way. */
const bodyOf = (text: string): unknown =>
  parseJson(text) ?? parseJson(Buffer.from(text, 'base64').toString('utf8')) ?? text;

const parseImageKey = (body: unknown): PoisonUpload['image'] => {
  if (typeof body !== 'object' || body === null) return undefined;
  if (!('ContainerName' in body && 'BlobName' in body) || body.ContainerName !== UPLOADS) return undefined;
  return parseOriginalName(String(body.BlobName));
};

/** Its body is `{ Type, FunctionId, BlobType, ContainerName, BlobName, ETag }`. */
export const poisonUploadOf = ({ messageId, insertedOn, dequeueCount, messageText }: StoredMessage): PoisonUpload => {
  const body = bodyOf(messageText);
  return {
    id: messageId,
    enqueuedAt: insertedOn.toISOString(),
    deliveryCount: dequeueCount,
    body,
    image: parseImageKey(body),
  };
};
