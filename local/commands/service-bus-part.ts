import { nameTakenPort } from './name-taken-port.ts';
import type { Part } from './parts.ts';
import { readDefinitions } from './read-definitions.ts';

export type ServiceBusPartOptions = {
  port: number;
  controlPort: number;
  /** File of queues and topics. */
  config: string;
  /** Of the two ports, in that order. */
  flags: [string, string];
};

export const startServiceBusPart = ({ port, controlPort, config, flags }: ServiceBusPartOptions): Promise<Part> =>
  nameTakenPort('service-bus', { [flags[0]]: port, [flags[1]]: controlPort }, async () => {
    const { startServiceBus } = await import('../service-bus/start-service-bus.ts');
    const { parseConfig } = await import('../service-bus/config.ts');
    const definitions = await readDefinitions('--config', config, parseConfig);
    const broker = await startServiceBus({ port, controlPort, config: definitions });
    return {
      addresses: [
        ['Service Bus', `amqp://127.0.0.1:${broker.port}`],
        ['  its queues', `${broker.controlUrl}/_hearth/queues`],
      ],
      urls: { serviceBusControl: broker.controlUrl },
      settings: { ServiceBus: broker.connectionString },
      stop: broker.close,
    };
  });
