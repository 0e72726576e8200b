import type { BlobServiceClient } from '@azure/storage-blob';
import type { Bookmarks } from '../../application/ports/bookmarks.ts';
import { blobCall, isPreconditionFailed, isTaken } from './blob-call.ts';
import { contentOf } from './content-of.ts';

/** Stored in the container `reports` as `bookmarks/{job}`. */
export const blobBookmarks = (client: BlobServiceClient): Bookmarks => {
  const container = client.getContainerClient('reports');
  const blobOf = (job: string) => container.getBlockBlobClient(`bookmarks/${job}`);

  return {
    read: (job) =>
      blobCall(async (abortSignal) => {
        const content = await contentOf(blobOf(job), abortSignal);
        return content && { value: Buffer.from(content.bytes).toString(), etag: content.etag };
      }),

    write: (job, place, etag) =>
      blobCall(async (abortSignal) => {
        const bytes = Buffer.from(place);
        try {
          await blobOf(job).upload(bytes, bytes.byteLength, {
            abortSignal,
            conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag },
            blobHTTPHeaders: { blobContentType: 'text/plain; charset=utf-8' },
          });
          return 'written';
        } catch (error) {
          if (isTaken(error) || isPreconditionFailed(error)) return 'stale';
          throw error;
        }
      }),
  };
};
