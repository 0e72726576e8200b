import { CosmosClient, type CosmosClientOptions } from '@azure/cosmos';
import { azureCredential } from '../auth/azure-credential.ts';

/** `address` is the endpoint of the account. */
export type CosmosConnection = { connectionString: string } | { address: string; clientId?: string };

const REQUEST_TIMEOUT_MS = 3_000;

// A fresh copy each time: the client writes into its options.
const options = (): CosmosClientOptions => ({
  // Makes the client send its own session tokens too, so that an instance reads what it wrote.
  consistencyLevel: 'Session',
  connectionPolicy: {
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Covers throttling only; what the client does about other failures is bounded by `withinDeadline`.
    retryOptions: { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 2 },
  },
});

/** The agent is left to the client: its own keeps connections alive, and a foreign one would refuse plain http. */
export const cosmosClient = async (connection: CosmosConnection): Promise<CosmosClient> =>
  'connectionString' in connection
    ? new CosmosClient({ ...options(), connectionString: connection.connectionString })
    : new CosmosClient({
        ...options(),
        endpoint: connection.address,
        aadCredentials: await azureCredential(connection.clientId),
      });
