import { setTimeout as pause } from 'node:timers/promises';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { parseConfig, type ServiceBusConfig } from '../../../local/service-bus/config.ts';
import type { QueueProperties } from '../../../local/service-bus/entity-properties.ts';
import {
  type RunningServiceBus,
  type ServiceBusOptions,
  startServiceBus,
} from '../../../local/service-bus/start-service-bus.ts';

export const configOf = (queues: Record<string, QueueProperties>): ServiceBusConfig =>
  parseConfig({
    UserConfig: {
      Namespaces: [
        { Name: 'ns', Queues: Object.entries(queues).map(([Name, Properties]) => ({ Name, Properties })), Topics: [] },
      ],
      Logging: { Type: 'File' },
    },
  });

export const fastRetries: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, timeoutInMs: 2_000 },
};

export const noRetries: ServiceBusClientOptions = { retryOptions: { maxRetries: 0, timeoutInMs: 2_000 } };

const CLOSE_MS = 5_000;

export type Stage = {
  broker: RunningServiceBus;
  client: ServiceBusClient;
  /** Another client of the same broker, closed at the end. */
  connect(options?: ServiceBusClientOptions): ServiceBusClient;
};

/** Runs `play` with a separate broker and always stops it afterwards. */
export const withBroker = async (
  queues: Record<string, QueueProperties>,
  play: (stage: Stage) => Promise<void>,
  options: Partial<ServiceBusOptions> = {},
): Promise<void> => {
  const broker = await startServiceBus({ port: 0, config: configOf(queues), ...options });
  const clients: ServiceBusClient[] = [];
  const connect = (clientOptions: ServiceBusClientOptions = fastRetries): ServiceBusClient => {
    const client = new ServiceBusClient(broker.connectionString, clientOptions);
    clients.push(client);
    return client;
  };
  try {
    await play({ broker, client: connect(), connect });
  } finally {
    // A client whose connection dropped at a bad moment may take a minute to close. The broker ends
    // it.
    await Promise.race([
      Promise.all(clients.map((client) => client.close())),
      pause(CLOSE_MS, undefined, { ref: false }),
    ]);
    await broker.close();
  }
};

/** Polls for a condition. Gives up after `patienceMs`. */
export const until = async (isSo: () => boolean, patienceMs = 15_000): Promise<void> => {
  const end = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('waited in vain');
    await pause(5);
  }
};
