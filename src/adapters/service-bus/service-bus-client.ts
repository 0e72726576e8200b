import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { azureCredential } from '../auth/azure-credential.ts';

/** `address` is the fully qualified namespace. */
export type ServiceBusConnection = { connectionString: string } | { address: string; clientId?: string };

// With the client's defaults it takes half a minute to come back after an outage of two seconds, and a send whose connection breaks
// waits for its time-out.
const options: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, timeoutInMs: 3_000 },
};

export const serviceBusClient = async (connection: ServiceBusConnection): Promise<ServiceBusClient> =>
  'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, options)
    : new ServiceBusClient(connection.address, await azureCredential(connection.clientId), options);
