import { buffer } from 'node:stream/consumers';
import type { BlobClient } from '@azure/storage-blob';
import { Unavailable } from '../../domain/errors.ts';
import { isNotFound } from './blob-call.ts';

/** All of a blob, in one request; undefined where there is none. */
export const bytesOf = async (blob: BlobClient, abortSignal: AbortSignal): Promise<Uint8Array | undefined> => {
  let body: NodeJS.ReadableStream | undefined;
  try {
    body = (await blob.download(0, undefined, { abortSignal })).readableStreamBody;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  if (!body) throw new Error('The client gave no stream.');
  try {
    return await buffer(body);
  } catch (cause) {
    throw new Unavailable('media', { cause });
  }
};
