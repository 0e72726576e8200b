import { InvalidArgumentError, Option } from 'commander';
import { defaultPorts, type Ports } from './default-ports.ts';

/** The port of each part with --port-base: the base and this. */
const offsets: Ports = {
  host: 0,
  identity: 1,
  cosmos: 2,
  serviceBus: 3,
  serviceBusControl: 4,
  blob: 5,
  queue: 6,
  table: 7,
  console: 8,
  shop: 9,
  traces: 10,
};

const LEAST_BASE = 1024;
const MAX_BASE = 65_535 - Math.max(...Object.values(offsets));

/** As commander reads them. */
export type PortFlags = {
  portBase?: number;
  port?: number;
  identityPort?: number;
  cosmosPort?: number;
  serviceBusPort?: number;
  serviceBusControlPort?: number;
  blobPort?: number;
  queuePort?: number;
  tablePort?: number;
  consolePort?: number;
  shopPort?: number;
  tracesPort?: number;
};

const portBaseArgument = (text: string): number => {
  const base = Number(text);
  if (Number.isInteger(base) && base >= LEAST_BASE && base <= MAX_BASE) return base;
  throw new InvalidArgumentError(`Give a number from ${LEAST_BASE} to ${MAX_BASE}, for example --port-base 8000.`);
};

export const portBaseOption = (): Option =>
  new Option(
    '--port-base <number>',
    'move every port at once: this one for the functions host, the next ten for the other parts',
  ).argParser(portBaseArgument);

/** A port with a flag of its own keeps it, then --port-base decides, then `usual`. */
export const choosePorts = (flags: PortFlags, usual: Ports = defaultPorts): Ports => {
  const { portBase } = flags;
  const choose = (name: keyof Ports, own: number | undefined): number =>
    own ?? (portBase === undefined ? usual[name] : portBase + offsets[name]);
  return {
    host: choose('host', flags.port),
    identity: choose('identity', flags.identityPort),
    cosmos: choose('cosmos', flags.cosmosPort),
    serviceBus: choose('serviceBus', flags.serviceBusPort),
    serviceBusControl: choose('serviceBusControl', flags.serviceBusControlPort),
    blob: choose('blob', flags.blobPort),
    queue: choose('queue', flags.queuePort),
    table: choose('table', flags.tablePort),
    console: choose('console', flags.consolePort),
    shop: choose('shop', flags.shopPort),
    traces: choose('traces', flags.tracesPort),
  };
};
