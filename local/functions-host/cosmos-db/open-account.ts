import type { CosmosClient, CosmosClientOptions } from '@azure/cosmos';
import { errorMessage } from '../../error-message.ts';
import { userError } from '../../user-error.ts';
import type { ContainerPlace } from './read-options.ts';

const REQUEST_TIMEOUT_MS = 10_000;

// A new object each time, because the client writes into its options.
const clientOptions = (): CosmosClientOptions => ({
  // The client then sends session tokens, so that a host sees its own writes of leases.
  consistencyLevel: 'Session',
  connectionPolicy: {
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Off, because it would repeat requests for minutes while the account is down.
    enableEndpointDiscovery: false,
    enableBackgroundEndpointRefreshing: false,
    retryOptions: { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 5 },
  },
});

/** Connects on first use. Throws a user error that names the setting if its value is invalid. */
export const openAccount = async ({ setting, connection }: ContainerPlace): Promise<CosmosClient> => {
  const { CosmosClient } = await import('@azure/cosmos');
  try {
    if ('connectionString' in connection) {
      return new CosmosClient({ ...clientOptions(), connectionString: connection.connectionString });
    }
    const { DefaultAzureCredential } = await import('@azure/identity');
    const { address, clientId } = connection;
    const aadCredentials = new DefaultAzureCredential(
      clientId === undefined ? {} : { managedIdentityClientId: clientId },
    );
    return new CosmosClient({ ...clientOptions(), endpoint: address, aadCredentials });
  } catch (error) {
    throw userError(`The connection ${setting} is not a Cosmos DB account: ${errorMessage(error)}`);
  }
};
