import type { BlobServiceClient } from '@azure/storage-blob';
import type { Bookmarks } from '../../application/ports/bookmarks.ts';
import { readText, writeBlob } from './small-blob.ts';

/** Stored in the container `reports` as `bookmarks/{job}`. */
export const blobBookmarks = (client: BlobServiceClient): Bookmarks => {
  const container = client.getContainerClient('reports');
  const blobOf = (job: string) => container.getBlockBlobClient(`bookmarks/${job}`);

  return {
    read: (job) => readText(blobOf(job)),
    write: (job, place, etag) => writeBlob(blobOf(job), Buffer.from(place), 'text/plain; charset=utf-8', etag),
  };
};
