import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { azureCredential } from '../auth/azure-credential.ts';

/** `address` is the fully qualified namespace. */
type ServiceBusConnection = { connectionString: string } | { address: string; clientId?: string };

// The client's defaults need half a minute to recover from an outage of two seconds, and a send
// whose connection breaks waits for its timeout.
const options: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, timeoutInMs: 3_000 },
};

export const serviceBusClient = async (connection: ServiceBusConnection): Promise<ServiceBusClient> =>
  'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, options)
    : new ServiceBusClient(connection.address, await azureCredential(connection.clientId), options);
