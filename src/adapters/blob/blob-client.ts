import { BlobServiceClient } from '@azure/storage-blob';
import { azureCredential } from '../auth/azure-credential.ts';
import { storageRetries } from './storage-retries.ts';

/** `address` is the URI of the Blob service. */
type BlobConnection = { connectionString: string } | { address: string; clientId?: string };

const options = { retryOptions: storageRetries };

export const blobClient = async (connection: BlobConnection): Promise<BlobServiceClient> =>
  'connectionString' in connection
    ? BlobServiceClient.fromConnectionString(connection.connectionString, options)
    : new BlobServiceClient(connection.address, await azureCredential(connection.clientId), options);
