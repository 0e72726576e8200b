import type { BlobClient, BlockBlobClient } from '@azure/storage-blob';
import type { Versioned } from '../../application/ports/versioned.ts';
import type { Etag } from '../../domain/etag.ts';
import { blobCall } from './blob-call.ts';
import { readContent } from './read-content.ts';

/** A small blob; undefined if there is none. */
export const readBlob = (blob: BlobClient): Promise<{ bytes: Uint8Array; etag: Etag } | undefined> =>
  blobCall((abortSignal) => readContent(blob, abortSignal), { 404: undefined });

/** The same, as UTF-8 text. */
export const readText = async (blob: BlobClient): Promise<Versioned<string> | undefined> => {
  const stored = await readBlob(blob);
  return stored && { value: Buffer.from(stored.bytes).toString(), etag: stored.etag };
};

/** Compare-and-set. Without `etag`: only if there is no blob yet. */
export const writeBlob = (blob: BlockBlobClient, bytes: Uint8Array, contentType: string, etag?: Etag) =>
  blobCall(
    async (abortSignal) => {
      await blob.upload(bytes, bytes.byteLength, {
        abortSignal,
        conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag },
        blobHTTPHeaders: { blobContentType: contentType },
      });
      return 'written';
    },
    // If the blob exists already, Storage may answer either way.
    { BlobAlreadyExists: 'stale', 412: 'stale' },
  );
