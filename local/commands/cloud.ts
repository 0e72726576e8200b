import type { Option } from 'commander';
import { defaultPorts } from './default-ports.ts';
import { allowedOrigins } from './local-settings.ts';
import {
  containersOption,
  type Part,
  portOption,
  queuesOption,
  startCosmosPart,
  startIdentityPart,
  startStoragePart,
  storageOptions,
} from './parts.ts';
import type { WantedPort } from './refuse-taken-ports.ts';
import { startServiceBusPart } from './service-bus-part.ts';
import { type Cloud, startParts } from './start-parts.ts';

export type CloudFlags = {
  identityPort: number;
  cosmosPort: number;
  serviceBusPort: number;
  serviceBusControlPort: number;
  blobPort: number;
  queuePort: number;
  tablePort: number;
  blobContainers: string;
  containers: string;
  config: string;
};

type CloudApp = { app: string; audience: string };

export const cloudOptions = (): Option[] => [
  portOption('--identity-port', 'the token issuer', defaultPorts.identity),
  portOption('--cosmos-port', 'Cosmos DB', defaultPorts.cosmos),
  portOption('--service-bus-port', 'Service Bus (AMQP)', defaultPorts.serviceBus),
  portOption('--service-bus-control-port', "Service Bus's faults and counts", defaultPorts.serviceBusControl),
  ...storageOptions(),
  containersOption(),
  queuesOption(),
];

const named = (part: Promise<Part>, usual: boolean): Promise<Part> =>
  part.then((started) => (usual ? { ...started, settings: {} } : started));

export const cloudPorts = (flags: CloudFlags): WantedPort[] => [
  { part: 'identity', port: flags.identityPort, flag: '--identity-port' },
  { part: 'cosmos', port: flags.cosmosPort, flag: '--cosmos-port' },
  { part: 'service-bus', port: flags.serviceBusPort, flag: '--service-bus-port' },
  { part: 'service-bus', port: flags.serviceBusControlPort, flag: '--service-bus-control-port' },
  { part: 'storage', port: flags.blobPort, flag: '--blob-port' },
  { part: 'storage', port: flags.queuePort, flag: '--queue-port' },
  { part: 'storage', port: flags.tablePort, flag: '--table-port' },
];

/**
 * Starts everything but the host. `settings` has those of parts that are not where local.settings.json.example expects them;
 * the others are left to the app's own settings, which may point to real services. `app` is the folder of these settings,
 * `audience` the one that tokens get that ask for no other.
 */
export const startCloud = async (flags: CloudFlags, { app, audience }: CloudApp): Promise<Cloud> => {
  const { identityPort, cosmosPort, serviceBusPort, serviceBusControlPort, blobPort, queuePort, tablePort } = flags;
  const usualStorage =
    blobPort === defaultPorts.blob && queuePort === defaultPorts.queue && tablePort === defaultPorts.table;
  const content = { containersFile: flags.blobContainers, origins: await allowedOrigins(app) };
  return startParts([
    named(startStoragePart({ blob: blobPort, queue: queuePort, table: tablePort }, content), usualStorage),
    named(startIdentityPart(identityPort, '--identity-port', audience), identityPort === defaultPorts.identity),
    named(startCosmosPart(cosmosPort, '--cosmos-port', flags.containers), cosmosPort === defaultPorts.cosmos),
    named(
      startServiceBusPart({
        port: serviceBusPort,
        controlPort: serviceBusControlPort,
        config: flags.config,
        flags: ['--service-bus-port', '--service-bus-control-port'],
      }),
      serviceBusPort === defaultPorts.serviceBus,
    ),
  ]);
};
