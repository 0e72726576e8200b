import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { azureCredential } from '../auth/azure-credential.ts';
import { type ServiceBus, selfRenewingClient } from './self-renewing-client.ts';

/** `address` is the fully qualified namespace. */
type ServiceBusConnection = { connectionString: string } | { address: string; clientId?: string };

// The client's defaults need half a minute to recover from an outage of two seconds, and a send
// whose connection breaks waits for its timeout.
const options: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, timeoutInMs: 3_000 },
};

/** Creates a client for each call of what it resolves to. */
const clientFactory = async (connection: ServiceBusConnection): Promise<() => ServiceBusClient> => {
  if ('connectionString' in connection) return () => new ServiceBusClient(connection.connectionString, options);
  const credential = await azureCredential(connection.clientId);
  return () => new ServiceBusClient(connection.address, credential, options);
};

export const serviceBusClient = async (connection: ServiceBusConnection): Promise<ServiceBus> =>
  selfRenewingClient(await clientFactory(connection));
