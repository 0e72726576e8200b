import type { ServiceBusClient } from '@azure/service-bus';

/** Creates a value once for each client, because the client may be renewed. */
export const perClient = <T>(current: () => ServiceBusClient, create: (client: ServiceBusClient) => T): (() => T) => {
  const created = new WeakMap<ServiceBusClient, T>();
  return () => {
    const client = current();
    const value = created.get(client) ?? create(client);
    created.set(client, value);
    return value;
  };
};
