import type { BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import type { QueueServiceClient } from '@azure/storage-queue';
import { type Connection, resolveConnection } from '../connection.ts';

export type StorageConnection = { blobs: Connection; queues: Connection };
export type StorageClients = {
  blobs: BlobServiceClient;
  queues: QueueServiceClient;
  /** Works for any name except `.` and `..`, which a URL cannot carry. */
  blob: (container: string, name: string) => BlockBlobClient;
};

/** One retry only, because the callers retry with back-off. */
const options = {
  retryOptions: { maxTries: 2, tryTimeoutInMs: 30_000, retryDelayInMs: 100, maxRetryDelayInMs: 1_000 },
};

/**
 * `resolveConnection` for a storage account. An identity needs both addresses, since poison
 * messages go to the account's queues.
 */
export const resolveStorage = (
  name: string,
  env: NodeJS.ProcessEnv,
  problems: string[],
): StorageConnection | undefined => {
  const blobs = resolveConnection(name, 'blobServiceUri', env, problems);
  if (blobs === undefined) return undefined;
  const queues = 'connectionString' in blobs ? blobs : resolveConnection(name, 'queueServiceUri', env, problems);
  return queues && { blobs, queues };
};

const credential = async (clientId: string | undefined) => {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
};

/** Connects on first use. Throws if the connection string is invalid. */
export const openStorage = async ({ blobs, queues }: StorageConnection): Promise<StorageClients> => {
  const [{ BlobServiceClient, BlockBlobClient }, { QueueServiceClient }] = await Promise.all([
    import('@azure/storage-blob'),
    import('@azure/storage-queue'),
  ]);
  const blobService =
    'connectionString' in blobs
      ? BlobServiceClient.fromConnectionString(blobs.connectionString, options)
      : new BlobServiceClient(blobs.address, await credential(blobs.clientId), options);
  return {
    blobs: blobService,
    queues:
      'connectionString' in queues
        ? QueueServiceClient.fromConnectionString(queues.connectionString, options)
        : new QueueServiceClient(queues.address, await credential(queues.clientId), options),
    blob: (container, name) => {
      // Encoded as one segment: the SDK would turn `a/../../other/b` into the URL of another blob.
      const url = new URL(blobService.getContainerClient(container).url);
      url.pathname += `/${encodeURIComponent(name)}`;
      return new BlockBlobClient(url.href, blobService.credential, options);
    },
  };
};
