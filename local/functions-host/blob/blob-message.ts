import { jsonSection } from '../json-section.ts';
import type { BlobVersion } from './receipts.ts';

export type BlobMessage = BlobVersion & { functionId: string; blobType: string };

/** The text of a message in the host's own queue, and in the poison queue. */
export const printBlobMessage = ({ functionId, blobType, container, name, etag }: BlobMessage): string =>
  Buffer.from(
    JSON.stringify({
      Type: 'BlobTrigger',
      FunctionId: functionId,
      BlobType: blobType,
      ContainerName: container,
      BlobName: name,
      ETag: etag,
    }),
  ).toString('base64');

/** Undefined where the text is no such message. */
export const parseBlobMessage = (text: string): BlobMessage | undefined => {
  const problems: string[] = [];
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  const root = jsonSection(json, '', problems);
  const [functionId, blobType, container, name, etag] = [
    root.text('FunctionId'),
    root.text('BlobType') ?? 'BlockBlob',
    root.text('ContainerName'),
    root.text('BlobName'),
    root.text('ETag'),
  ];
  if (functionId === undefined || container === undefined || name === undefined || etag === undefined) return undefined;
  return { functionId, blobType, container, name, etag };
};
