import type { BlockBlobClient } from '@azure/storage-blob';
import type { Versioned } from '../../application/ports/versioned.ts';
import type { Etag } from '../../domain/etag.ts';
import { blobCall } from './blob-call.ts';
import { readContent } from './read-content.ts';

/** A small blob of UTF-8; undefined if there is none. */
export const readText = (blob: BlockBlobClient): Promise<Versioned<string> | undefined> =>
  blobCall(
    async (abortSignal) => {
      const { bytes, etag } = await readContent(blob, abortSignal);
      return { value: Buffer.from(bytes).toString(), etag };
    },
    { 404: undefined },
  );

/** Compare-and-set. Without `etag`: only if there is no blob yet. */
export const writeText = (blob: BlockBlobClient, text: string, etag: Etag | undefined, contentType = 'text/plain') =>
  blobCall(
    async (abortSignal) => {
      const bytes = Buffer.from(text);
      await blob.upload(bytes, bytes.byteLength, {
        abortSignal,
        conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag },
        blobHTTPHeaders: { blobContentType: `${contentType}; charset=utf-8` },
      });
      return 'written';
    },
    { BlobAlreadyExists: 'stale', 412: 'stale' },
  );
