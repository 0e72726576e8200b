import { jsonSection } from '../json-section.ts';
import type { BlobVersion } from './receipts.ts';

/** `later` counts deliveries that failed because Storage was down. They are not tries. */
export type BlobMessage = BlobVersion & { functionId: string; blobType: string; later?: number };

/** Message text in the host's own queue and in the poison queue. The real host has no `Later`. */
export const printBlobMessage = ({ functionId, blobType, container, name, etag, later = 0 }: BlobMessage): string =>
  Buffer.from(
    JSON.stringify({
      Type: 'BlobTrigger',
      FunctionId: functionId,
      BlobType: blobType,
      ContainerName: container,
      BlobName: name,
      ETag: etag,
      ...(later > 0 && { Later: String(later) }),
    }),
  ).toString('base64');

/** Undefined if the text is not such a message. */
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
  const later = Number(root.text('Later') ?? 0);
  return { functionId, blobType, container, name, etag, ...(later > 0 && { later }) };
};
