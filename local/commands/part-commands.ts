import { Command } from 'commander';
import { defaultAudience, defaultPorts } from './default-ports.ts';
import { allowedOrigins } from './local-settings.ts';
import {
  addOptions,
  containersOption,
  type Part,
  portOption,
  queuesOption,
  type StorageFlags,
  startCosmosPart,
  startIdentityPart,
  startStoragePart,
  storageOptions,
} from './parts.ts';
import { printAddresses } from './print-addresses.ts';
import { run } from './run.ts';
import { startServiceBusPart } from './service-bus-part.ts';

const runPart = (start: () => Promise<Part>): Promise<void> =>
  run(async () => {
    const part = await start();
    printAddresses([...part.addresses, ...Object.entries(part.settings)]);
    return part;
  });

type CosmosFlags = { port: number; containers: string };
type IdentityFlags = { port: number; audience: string };
type StorageCommandFlags = { blobPort: number; queuePort: number; tablePort: number; blobContainers: string };
type ServiceBusFlags = { port: number; controlPort: number; config: string };

export const storagePorts = ({
  blobPort,
  queuePort,
  tablePort,
}: Omit<StorageCommandFlags, 'blobContainers'>): StorageFlags => ({
  blob: blobPort,
  queue: queuePort,
  table: tablePort,
});

/** One command for each part of the cloud. */
export const partCommands = (): Command[] => [
  new Command('cosmos')
    .description('The Cosmos DB server, in memory.')
    .addOption(portOption('--port', 'the server', defaultPorts.cosmos))
    .addOption(containersOption())
    .action(({ port, containers }: CosmosFlags) => runPart(() => startCosmosPart(port, '--port', containers))),
  new Command('service-bus')
    .description('The Service Bus broker, in memory.')
    .addOption(portOption('--port', 'AMQP', defaultPorts.serviceBus))
    .addOption(portOption('--control-port', 'faults and counts', defaultPorts.serviceBusControl))
    .addOption(queuesOption())
    .action(({ port, controlPort, config }: ServiceBusFlags) =>
      runPart(() => startServiceBusPart({ port, controlPort, config, flags: ['--port', '--control-port'] })),
    ),
  addOptions(
    new Command('storage').description('Azurite: blobs, queues and tables, in memory.'),
    storageOptions(),
  ).action((flags: StorageCommandFlags) =>
    runPart(async () =>
      startStoragePart(storagePorts(flags), {
        containersFile: flags.blobContainers,
        origins: await allowedOrigins('.'),
      }),
    ),
  ),
  new Command('identity')
    .description('The OIDC issuer: discovery, JWKS, and a token for whoever asks.')
    .addOption(portOption('--port', 'the issuer', defaultPorts.identity))
    .option('--audience <audience>', 'audience of tokens that ask for no other', defaultAudience)
    .action(({ port, audience }: IdentityFlags) => runPart(() => startIdentityPart(port, '--port', audience))),
];
