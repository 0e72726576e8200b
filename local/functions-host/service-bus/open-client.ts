import { type RetryOptions, ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import type { Connection } from '../connection.ts';
import type { ServiceBusOptions } from '../host-json.ts';

const retryOptions = ({ retry }: ServiceBusOptions): RetryOptions => ({
  maxRetries: retry.maxRetries,
  retryDelayInMs: retry.delayMs,
  maxRetryDelayInMs: retry.maxDelayMs,
  mode: retry.mode === 'fixed' ? 0 : 1,
});

/** Connects on first use. */
export const openClient = async (connection: Connection, options: ServiceBusOptions): Promise<ServiceBusClient> => {
  const clientOptions: ServiceBusClientOptions = { retryOptions: retryOptions(options) };
  if ('connectionString' in connection) return new ServiceBusClient(connection.connectionString, clientOptions);
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { address, clientId } = connection;
  const credential = new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
  return new ServiceBusClient(address, credential, clientOptions);
};
