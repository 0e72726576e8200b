import type { Option } from 'commander';
import { type PortFlags, portBaseOption } from './choose-ports.ts';
import { defaultPorts, type Ports } from './default-ports.ts';
import { readAllowedOrigins } from './local-settings.ts';
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
import { startTracesPart, type TracesStore, tracesOption, tracesPortOption } from './traces-part.ts';

export type CloudFlags = PortFlags & {
  blobContainers: string;
  containers: string;
  config: string;
  traces?: TracesStore;
};

type CloudApp = {
  /** Folder of the app's settings. */
  app: string;
  /** Audience of tokens that ask for no other. */
  audience: string;
};

export const cloudOptions = (): Option[] => [
  portBaseOption(),
  portOption('--identity-port', 'the token issuer', defaultPorts.identity),
  portOption('--cosmos-port', 'Cosmos DB', defaultPorts.cosmos),
  portOption('--service-bus-port', 'Service Bus (AMQP)', defaultPorts.serviceBus),
  portOption(
    '--service-bus-control-port',
    "Service Bus's control endpoint (faults, counts of queues)",
    defaultPorts.serviceBusControl,
  ),
  ...storageOptions(),
  containersOption(),
  queuesOption(),
  tracesOption(),
  tracesPortOption(),
];

export const cloudPorts = (ports: Ports, { traces }: CloudFlags): WantedPort[] => [
  { part: 'identity', port: ports.identity, flag: '--identity-port' },
  { part: 'cosmos', port: ports.cosmos, flag: '--cosmos-port' },
  { part: 'service-bus', port: ports.serviceBus, flag: '--service-bus-port' },
  { part: 'service-bus', port: ports.serviceBusControl, flag: '--service-bus-control-port' },
  { part: 'storage', port: ports.blob, flag: '--blob-port' },
  { part: 'storage', port: ports.queue, flag: '--queue-port' },
  { part: 'storage', port: ports.table, flag: '--table-port' },
  ...(traces ? [{ part: 'traces', port: ports.traces, flag: '--traces-port' }] : []),
];

/** A part on its usual ports leaves the app's own settings as they are: they may lead elsewhere. */
const withSettings = async (starting: Promise<Part>, ports: Ports, own: readonly (keyof Ports)[]): Promise<Part> => {
  const part = await starting;
  return own.every((name) => ports[name] === defaultPorts[name]) ? { ...part, settings: {} } : part;
};

/**
 * Starts everything except the host. `settings` of the result lead to the parts that are not on
 * the ports that local.settings.json.example expects.
 */
export const startCloud = async (flags: CloudFlags, ports: Ports, { app, audience }: CloudApp): Promise<Cloud> => {
  const content = { containersFile: flags.blobContainers, origins: await readAllowedOrigins(app) };
  const storage = startStoragePart(ports, content);
  const identity = startIdentityPart(ports.identity, '--identity-port', audience);
  const cosmos = startCosmosPart(ports.cosmos, '--cosmos-port', flags.containers);
  const serviceBus = startServiceBusPart({
    port: ports.serviceBus,
    controlPort: ports.serviceBusControl,
    config: flags.config,
    flags: ['--service-bus-port', '--service-bus-control-port'],
  });
  return startParts([
    withSettings(storage, ports, ['blob', 'queue', 'table']),
    withSettings(identity, ports, ['identity']),
    withSettings(cosmos, ports, ['cosmos']),
    withSettings(serviceBus, ports, ['serviceBus']),
    ...(flags.traces ? [startTracesPart(flags.traces, ports.traces, '--traces-port')] : []),
  ]);
};
