import { Readable } from 'node:stream';
import type { BlockBlobClient } from '@azure/storage-blob';
import { blobCall, isNotFound, isPreconditionFailed } from './blob-call.ts';

/** Copies block by block, so that an original of any size needs the memory of only one block. */
const BLOCK_BYTES = 4 * 1024 * 1024;

const RENEWAL_LIMIT_MS = 60_000;

/**
 * Copying a blob onto itself would do the same, but needs extra permissions on the source. The last
 * write takes effect all at once, and only over the version that was read. If that version is gone,
 * somebody else has replaced the blob, which triggers by itself, or removed it.
 */
export const renewBlob = (blob: BlockBlobClient): Promise<'renewed' | 'gone'> =>
  blobCall(async (abortSignal) => {
    try {
      const { readableStreamBody, etag, contentType, metadata } = await blob.download(0, undefined, { abortSignal });
      if (!readableStreamBody || etag === undefined)
        throw new Error('The storage client returned no stream or no ETag.');
      const body = Readable.from(readableStreamBody);
      await blob.uploadStream(body, BLOCK_BYTES, 1, {
        abortSignal,
        conditions: { ifMatch: etag },
        ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
        ...(metadata && { metadata }),
      });
      return 'renewed';
    } catch (error) {
      if (isNotFound(error) || isPreconditionFailed(error)) return (await blob.exists()) ? 'renewed' : 'gone';
      throw error;
    }
  }, RENEWAL_LIMIT_MS);
