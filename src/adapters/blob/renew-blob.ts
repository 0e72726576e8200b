import { Readable } from 'node:stream';
import type { BlockBlobClient } from '@azure/storage-blob';
import { blobCall } from './blob-call.ts';

/** Copies block by block, so that an original of any size needs the memory of only one block. */
const BLOCK_BYTES = 4 * 1024 * 1024;

const RENEWAL_LIMIT_MS = 60_000;

const rewrite = async (blob: BlockBlobClient, abortSignal: AbortSignal): Promise<'renewed'> => {
  const { readableStreamBody, etag, contentType, metadata } = await blob.download(0, undefined, { abortSignal });
  if (!readableStreamBody || etag === undefined) throw new Error('The storage client returned no stream or no ETag.');
  await blob.uploadStream(Readable.from(readableStreamBody), BLOCK_BYTES, 1, {
    abortSignal,
    conditions: { ifMatch: etag },
    ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
    ...(metadata && { metadata }),
  });
  return 'renewed';
};

/**
 * Copying a blob onto itself would do the same, but needs extra permissions on the source. The last
 * write takes effect all at once, and only over the version that was read. If that version is gone,
 * somebody else has replaced the blob, which triggers by itself, or removed it.
 */
export const renewBlob = async (blob: BlockBlobClient): Promise<'renewed' | 'gone'> => {
  const changed = { 404: 'changed', 412: 'changed' };
  const outcome = await blobCall((abortSignal) => rewrite(blob, abortSignal), changed, RENEWAL_LIMIT_MS);
  if (outcome === 'renewed') return 'renewed';
  return (await blobCall((abortSignal) => blob.exists({ abortSignal }))) ? 'renewed' : 'gone';
};
