import { buffer } from 'node:stream/consumers';
import type { BlobClient } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';
import { otherwise } from './blob-call.ts';

export const etagIn = ({ etag }: { etag?: string | undefined }): string => {
  if (etag === undefined) throw new Error('Storage returned no ETag.');
  return etag;
};

/** A whole blob, or its first `most` bytes, in one request; undefined if there is no blob. */
export const contentOf = async (
  blob: BlobClient,
  abortSignal: AbortSignal,
  most?: number,
): Promise<{ bytes: Uint8Array; etag: string } | undefined> => {
  const answer = await otherwise(blob.download(0, most, { abortSignal }), [404], undefined);
  if (!answer) return undefined;
  if (!answer.readableStreamBody) throw new Error('The storage client returned no stream.');
  try {
    return { bytes: await buffer(answer.readableStreamBody), etag: etagIn(answer) };
  } catch (cause) {
    throw new Unavailable('media', { cause });
  }
};
