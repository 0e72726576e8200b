import { BlobServiceClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { azureCredential } from '../auth/azure-credential.ts';

/** `address` is the URI of the Blob service. */
type BlobConnection = { connectionString: string } | { address: string; clientId?: string };

const options: StoragePipelineOptions = {
  retryOptions: { maxTries: 3, tryTimeoutInMs: 10_000, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
};

export const blobClient = async (connection: BlobConnection): Promise<BlobServiceClient> =>
  'connectionString' in connection
    ? BlobServiceClient.fromConnectionString(connection.connectionString, options)
    : new BlobServiceClient(connection.address, await azureCredential(connection.clientId), options);
