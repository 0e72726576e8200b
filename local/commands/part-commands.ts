import { Command } from 'commander';
import { choosePorts, type PortFlags } from './choose-ports.ts';
import { defaultAudience, defaultPorts } from './default-ports.ts';
import { readAllowedOrigins } from './local-settings.ts';
import {
  addOptions,
  containersOption,
  type Part,
  portOption,
  queuesOption,
  startCosmosPart,
  startIdentityPart,
  startStoragePart,
  storageOptions,
} from './parts.ts';
import { printAddresses } from './print-addresses.ts';
import { run } from './run.ts';
import { startServiceBusPart } from './service-bus-part.ts';
import { startTracesPart, tracesPortOption } from './traces-part.ts';

const runPart = (start: () => Promise<Part>): Promise<void> =>
  run(async () => {
    const part = await start();
    printAddresses([...part.addresses, ...Object.entries(part.settings)]);
    return part;
  });

type CosmosFlags = { port?: number; containers: string };
type TracesFlags = { port?: number };
type IdentityFlags = { port?: number; audience: string };
type StorageCommandFlags = PortFlags & { blobContainers: string };
type ServiceBusFlags = { port?: number; controlPort?: number; config: string };

const startServiceBusAlone = ({
  port = defaultPorts.serviceBus,
  controlPort = defaultPorts.serviceBusControl,
  config,
}: ServiceBusFlags): Promise<Part> =>
  startServiceBusPart({ port, controlPort, config, flags: ['--port', '--control-port'] });

const startStorageAlone = async (flags: StorageCommandFlags): Promise<Part> =>
  startStoragePart(choosePorts(flags), {
    containersFile: flags.blobContainers,
    origins: await readAllowedOrigins('.'),
  });

/** One command for each part of the cloud. */
export const partCommands = (): Command[] => [
  new Command('cosmos')
    .description('Start the Cosmos DB server, in memory.')
    .addOption(portOption('--port', 'the server', defaultPorts.cosmos))
    .addOption(containersOption())
    .action(({ port = defaultPorts.cosmos, containers }: CosmosFlags) =>
      runPart(() => startCosmosPart(port, '--port', containers)),
    ),
  new Command('service-bus')
    .description('Start the Service Bus broker, in memory.')
    .addOption(portOption('--port', 'AMQP', defaultPorts.serviceBus))
    .addOption(
      portOption('--control-port', 'the control endpoint (faults, counts of queues)', defaultPorts.serviceBusControl),
    )
    .addOption(queuesOption())
    .action((flags: ServiceBusFlags) => runPart(() => startServiceBusAlone(flags))),
  addOptions(
    new Command('storage').description('Start Azurite: blobs, queues and tables, in memory.'),
    storageOptions(),
  ).action((flags: StorageCommandFlags) => runPart(() => startStorageAlone(flags))),
  new Command('identity')
    .description('Start the token issuer: OIDC discovery, keys, and a token for any caller.')
    .addOption(portOption('--port', 'the issuer', defaultPorts.identity))
    .option('--audience <audience>', 'audience of tokens that ask for no other', defaultAudience)
    .action(({ port = defaultPorts.identity, audience }: IdentityFlags) =>
      runPart(() => startIdentityPart(port, '--port', audience)),
    ),
  new Command('traces')
    .description('Keep the last 1,000 traces that come as OTLP over HTTP, and show them.')
    .addOption(tracesPortOption('--port'))
    .action(({ port = defaultPorts.traces }: TracesFlags) => runPart(() => startTracesPart('memory', port, '--port'))),
];
