import type { BlobServiceClient } from '@azure/storage-blob';
import type { Bookmarks } from '../../application/ports/bookmarks.ts';
import { blobCall } from './blob-call.ts';
import { readContent } from './read-content.ts';

/** Stored in the container `reports` as `bookmarks/{job}`. */
export const blobBookmarks = (client: BlobServiceClient): Bookmarks => {
  const container = client.getContainerClient('reports');
  const blobOf = (job: string) => container.getBlockBlobClient(`bookmarks/${job}`);

  return {
    read: (job) =>
      blobCall(
        async (abortSignal) => {
          const { bytes, etag } = await readContent(blobOf(job), abortSignal);
          return { value: Buffer.from(bytes).toString(), etag };
        },
        { 404: undefined },
      ),

    write: (job, place, etag) =>
      blobCall(
        async (abortSignal) => {
          const bytes = Buffer.from(place);
          await blobOf(job).upload(bytes, bytes.byteLength, {
            abortSignal,
            conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag },
            blobHTTPHeaders: { blobContentType: 'text/plain; charset=utf-8' },
          });
          return 'written';
        },
        { BlobAlreadyExists: 'stale', 412: 'stale' },
      ),
  };
};
