import { QueueServiceClient, type StoragePipelineOptions } from '@azure/storage-queue';
import { azureCredential } from '../auth/azure-credential.ts';

/** `queueAddress` is the URI of the Queue service. */
type QueueConnection = { connectionString: string } | { queueAddress: string; clientId?: string };

const options: StoragePipelineOptions = {
  retryOptions: { maxTries: 3, tryTimeoutInMs: 10_000, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
};

export const storageQueueClient = async (connection: QueueConnection): Promise<QueueServiceClient> =>
  'connectionString' in connection
    ? QueueServiceClient.fromConnectionString(connection.connectionString, options)
    : new QueueServiceClient(connection.queueAddress, await azureCredential(connection.clientId), options);
