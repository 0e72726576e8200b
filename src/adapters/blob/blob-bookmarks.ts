import type { BlobServiceClient } from '@azure/storage-blob';
import type { Bookmarks } from '../../application/ports/bookmarks.ts';
import { readText, writeText } from './versioned-text.ts';

/** Stored in the container `reports` as `bookmarks/{job}`. */
export const blobBookmarks = (client: BlobServiceClient): Bookmarks => {
  const container = client.getContainerClient('reports');
  const blobOf = (job: string) => container.getBlockBlobClient(`bookmarks/${job}`);

  return {
    read: (job) => readText(blobOf(job)),
    write: (job, place, etag) => writeText(blobOf(job), place, etag),
  };
};
