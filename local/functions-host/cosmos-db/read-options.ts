import { type Connection, resolveConnection } from '../connection.ts';
import type { JsonSection } from '../json-section.ts';

/** A container, and the setting that says which account it is in. */
export type ContainerPlace = {
  setting: string;
  connection: Connection;
  database: string;
  container: string;
};

/** Where a feed without a checkpoint starts. A date is exclusive, and counts to the second. */
export type FeedStart = 'now' | 'beginning' | Date;

export type FeedOptions = {
  source: ContainerPlace;
  leases: ContainerPlace;
  /** Precedes the ids of the leases, so that several functions can share a container of leases. */
  leasePrefix: string;
  createLeases: boolean;
  leasesThroughput: number | undefined;
  start: FeedStart;
  /** Undefined: as many as the service sends in a page. */
  maxItems: number | undefined;
  pollMs: number;
  acquireMs: number;
  renewMs: number;
  /** How long the leases of a host that was killed stay taken. */
  expirationMs: number;
};

const readStart = (binding: JsonSection, problems: string[]): FeedStart => {
  const beginning = binding.flag('startFromBeginning') ?? false;
  const text = binding.text('startFromTime');
  if (text === undefined || text === '') return beginning ? 'beginning' : 'now';
  if (beginning) problems.push('only one of startFromBeginning and startFromTime can be set');
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    problems.push(`startFromTime must be a time such as 2026-02-16T14:19:29Z, not "${text}"`);
  }
  return time;
};

/** As in the extension, 0 and less stand for the default. */
const positive = (binding: JsonSection, key: string): number | undefined => {
  const count = binding.count(key);
  return count === undefined || count <= 0 ? undefined : count;
};

const readNames = (binding: JsonSection, problems: string[]) => {
  const database = binding.text('databaseName') ?? '';
  const container = binding.text('containerName') ?? '';
  if (database === '' || container === '') {
    problems.push('a Cosmos DB trigger needs databaseName and containerName');
  }
  return { database, container };
};

const refuseOtherModes = (binding: JsonSection, problems: string[]): void => {
  const mode = binding.text('changeFeedMode') ?? 'LatestVersion';
  if (mode.toLowerCase() !== 'latestversion') {
    problems.push(`changeFeedMode ${mode} is not supported by this host: leave it at LatestVersion`);
  }
};

const readTimes = (binding: JsonSection, problems: string[]) => {
  const times = {
    pollMs: positive(binding, 'feedPollDelay') ?? 5000,
    acquireMs: positive(binding, 'leaseAcquireInterval') ?? 13_000,
    renewMs: positive(binding, 'leaseRenewInterval') ?? 17_000,
    expirationMs: positive(binding, 'leaseExpirationInterval') ?? 60_000,
  };
  if (times.renewMs >= times.expirationMs) {
    problems.push('leaseRenewInterval must be shorter than leaseExpirationInterval');
  }
  return times;
};

/** The options of a trigger with the extension's defaults. Undefined if there are problems. */
export const readOptions = (
  binding: JsonSection,
  env: NodeJS.ProcessEnv,
  problems: string[],
): FeedOptions | undefined => {
  const before = problems.length;
  const place = readNames(binding, problems);
  refuseOtherModes(binding, problems);
  const resolve = (setting: string) => resolveConnection(setting, 'accountEndpoint', env, problems);
  const setting = binding.text('connection') ?? 'CosmosDB';
  const leaseSetting = binding.text('leaseConnection') ?? setting;
  const connection = resolve(setting);
  const leaseConnection = leaseSetting === setting ? connection : resolve(leaseSetting);
  const leasePlace = {
    database: binding.text('leaseDatabaseName') ?? place.database,
    container: binding.text('leaseContainerName') ?? 'leases',
  };
  const isSame = leasePlace.database === place.database && leasePlace.container === place.container;
  if (isSame && leaseSetting === setting) problems.push('the leases cannot be in the container whose changes are read');
  const common = {
    leasePrefix: binding.text('leaseContainerPrefix') ?? '',
    createLeases: binding.flag('createLeaseContainerIfNotExists') ?? false,
    leasesThroughput: positive(binding, 'leasesContainerThroughput'),
    start: readStart(binding, problems),
    maxItems: positive(binding, 'maxItemsPerInvocation'),
    ...readTimes(binding, problems),
  };
  if (connection === undefined || leaseConnection === undefined || problems.length > before) return undefined;
  return {
    source: { setting, connection, ...place },
    leases: { setting: leaseSetting, connection: leaseConnection, ...leasePlace },
    ...common,
  };
};
