import { QueueServiceClient } from '@azure/storage-queue';
import { azureCredential } from '../auth/azure-credential.ts';
import { storageRetries } from '../blob/storage-retries.ts';

/** `queueAddress` is the URI of the Queue service. */
type QueueConnection = { connectionString: string } | { queueAddress: string; clientId?: string };

const options = { retryOptions: storageRetries };

export const storageQueueClient = async (connection: QueueConnection): Promise<QueueServiceClient> =>
  'connectionString' in connection
    ? QueueServiceClient.fromConnectionString(connection.connectionString, options)
    : new QueueServiceClient(connection.queueAddress, await azureCredential(connection.clientId), options);
