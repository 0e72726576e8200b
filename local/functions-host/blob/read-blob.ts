import type { BlobDownloadResponseParsed, BlobGetPropertiesResponse, ContainerClient } from '@azure/storage-blob';
import type { RpcTypedData } from '../rpc.ts';
import type { StorageClients } from './storage-clients.ts';
import { hasStatus } from './storage-error.ts';

export type ReadBlob = { bytes: Buffer; metadata: Record<string, RpcTypedData> };

const readContent = async ({ contentLength = 0, readableStreamBody }: BlobDownloadResponseParsed): Promise<Buffer> => {
  // Filled in place, so that a large blob is in memory only once.
  const bytes = Buffer.allocUnsafeSlow(contentLength);
  let length = 0;
  for await (const chunk of readableStreamBody ?? []) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += part.copy(bytes, length);
  }
  if (length !== contentLength) throw new Error(`The blob ended after ${length} of ${contentLength} bytes`);
  return bytes;
};

const json = (value: unknown): RpcTypedData => ({ json: JSON.stringify(value) });

const propertiesOf = (answer: BlobDownloadResponseParsed | BlobGetPropertiesResponse) => ({
  LastModified: answer.lastModified,
  CreatedOn: answer.createdOn,
  ContentLength: answer.contentLength,
  ContentType: answer.contentType,
  // The real host cannot serialize it.
  ETag: {},
  ContentHash: answer.contentMD5 && Buffer.from(answer.contentMD5).toString('base64'),
  ContentEncoding: answer.contentEncoding,
  ContentDisposition: answer.contentDisposition,
  ContentLanguage: answer.contentLanguage,
  CacheControl: answer.cacheControl,
});

/** Leaves out the shared access signature that the connection may have. */
const uriOf = (container: ContainerClient, name: string): string =>
  `${container.url.split('?', 1)[0]}/${name.split('/').map(encodeURIComponent).join('/')}`;

type BlobName = { container: string; name: string; etag: string | undefined };

const metadataOf = (
  { blobs }: StorageClients,
  { container, name }: BlobName,
  answer: BlobDownloadResponseParsed | BlobGetPropertiesResponse,
): ReadBlob['metadata'] => ({
  BlobTrigger: { string: `${container}/${name}` },
  Uri: json(uriOf(blobs.getContainerClient(container), name)),
  Properties: json(propertiesOf(answer)),
  Metadata: json(answer.metadata ?? {}),
});

/** Undefined if the blob is gone or has another `etag`. */
const unlessGone = async <T>({ name }: BlobName, read: () => Promise<T>): Promise<T | undefined> => {
  if (name === '.' || name === '..') return undefined;
  try {
    return await read();
  } catch (error) {
    if (hasStatus(error, 404, 412)) return undefined;
    throw error;
  }
};

const conditionsOf = ({ etag }: BlobName) => (etag === undefined ? {} : { ifMatch: etag });

/** The whole blob with the host's metadata. Undefined if it is gone or has another `etag`. */
export const readBlob = (account: StorageClients, blob: BlobName): Promise<ReadBlob | undefined> =>
  unlessGone(blob, async () => {
    const client = account.blob(blob.container, blob.name);
    const answer = await client.download(0, undefined, { conditions: conditionsOf(blob), maxRetryRequests: 2 });
    return { bytes: await readContent(answer), metadata: metadataOf(account, blob, answer) };
  });

/** Only the host's metadata. Undefined in the same cases as `readBlob`. */
export const readBlobMetadata = (
  account: StorageClients,
  blob: BlobName,
): Promise<Pick<ReadBlob, 'metadata'> | undefined> =>
  unlessGone(blob, async () => {
    const client = account.blob(blob.container, blob.name);
    return { metadata: metadataOf(account, blob, await client.getProperties({ conditions: conditionsOf(blob) })) };
  });
