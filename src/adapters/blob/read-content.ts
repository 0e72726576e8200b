import { buffer } from 'node:stream/consumers';
import type { BlobClient } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';
import { type Etag, etagOf } from '../../domain/etag.ts';

export const readEtag = ({ etag }: { etag?: string | undefined }): Etag => {
  if (etag === undefined) throw new Error('Storage returned no ETag.');
  return etagOf(etag);
};

/** A whole blob, or its first `most` bytes, in one request. */
export const readContent = async (
  blob: BlobClient,
  abortSignal: AbortSignal,
  most?: number,
): Promise<{ bytes: Uint8Array; etag: Etag }> => {
  const answer = await blob.download(0, most, { abortSignal });
  if (!answer.readableStreamBody) throw new Error('The storage client returned no stream.');
  try {
    return { bytes: await buffer(answer.readableStreamBody), etag: readEtag(answer) };
  } catch (cause) {
    throw new Unavailable('media', { cause });
  }
};
