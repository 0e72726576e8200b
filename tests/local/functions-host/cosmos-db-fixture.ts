import { type Container, CosmosClient } from '@azure/cosmos';
import { type CosmosServer, startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { type HostProcess, type HostProcessOptions, startHost } from './host-process.ts';

/** A change as the function of the fixture reports it. */
export type Delivery = { changes: [id: string, n: number][]; lsns: number[]; retry?: unknown };

type Launch = HostProcessOptions & {
  /** Body of the function. By default, it reports its documents. */
  handler?: string;
  /** Members of its binding. */
  options?: Record<string, unknown>;
  /** Source of further functions. */
  more?: string;
};

export type FeedStage = {
  connectionString: string;
  faults: CosmosServer['faults'];
  /** Starts the server again on its port, with empty containers. */
  restart: () => Promise<void>;
  things: Container;
  leases: Container;
  client: CosmosClient;
  /** Starts a host with the function `watch`. */
  launch: (options?: Launch) => Promise<HostProcess>;
  write: (id: string, n?: number, pk?: string) => Promise<unknown>;
  /** Writes as if it were this time. */
  writeAt: (time: Date, id: string) => Promise<void>;
  close: () => Promise<void>;
};

const definitions = {
  database: 'shop',
  containers: [
    { id: 'things', partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } },
    { id: 'leases', partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 } },
  ],
};

/** Fast, so that a test need not wait. */
const fast = {
  connection: 'Cosmos',
  databaseName: 'shop',
  containerName: 'things',
  startFromBeginning: true,
  feedPollDelay: 50,
  leaseAcquireInterval: 200,
  leaseRenewInterval: 300,
  leaseExpirationInterval: 2000,
};

const report = 'report({ changes: documents.map(({ id, n }) => [id, n]), lsns: documents.map(({ _lsn }) => _lsn) });';

const functionSource = (handler: string, options: Record<string, unknown>): string => `
app.cosmosDB('watch', { ...${JSON.stringify(options)}, handler: async (documents, context) => {
  ${handler}
} });`;

/** A Cosmos server with the containers `things` and `leases`, and hosts that read its changes. */
export const startFeedStage = async (partitions = 2): Promise<FeedStage> => {
  let now: Date | undefined;
  const start = (port: number) =>
    startCosmos({ port, definitions, partitions, clock: () => now?.getTime() ?? Date.now() });
  let server = await start(0);
  const { connectionString } = server;
  const client = new CosmosClient({
    connectionString,
    consistencyLevel: 'Session',
    connectionPolicy: { enableBackgroundEndpointRefreshing: false },
  });
  const database = client.database('shop');
  const things = database.container('things');
  return {
    connectionString,
    faults: server.faults,
    restart: async () => {
      await server.close();
      server = await start(Number(new URL(server.url).port));
      // The client may still try a connection to the server that is gone.
      await client.getDatabaseAccount().catch(() => {});
    },
    client,
    things,
    leases: database.container('leases'),
    launch: ({ handler = report, options = {}, more = '', env = {}, ...rest } = {}) =>
      startHost({
        main: functionSource(handler, { ...fast, ...options }) + more,
        env: { Cosmos: connectionString, ...env },
        ...rest,
      }),
    write: (id, n = 0, pk = id) => things.items.upsert({ id, pk, n }),
    writeAt: async (time, id) => {
      now = time;
      await things.items.upsert({ id, pk: id, n: 0 });
      now = undefined;
    },
    close: async () => {
      client.dispose();
      await server.close();
    },
  };
};

/** Such as a0, a1, a2. */
export const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);

const isDelivery = (report: unknown): report is Delivery =>
  typeof report === 'object' && report !== null && 'changes' in report;

/** What a host's function was given so far. */
export const deliveriesOf = (host: HostProcess): Delivery[] => host.reports().filter(isDelivery);

/** All changes that a host's function was given so far. */
export const changesOf = (host: HostProcess): [string, number][] =>
  deliveriesOf(host).flatMap(({ changes }) => changes);

/** Resolves once the host's function was given all these documents, whatever their versions. */
export const untilDelivered = async (host: HostProcess, ids: readonly string[]): Promise<void> => {
  for (let count = host.reports().length; ; count += 1) {
    const seen = new Set(changesOf(host).map(([id]) => id));
    if (ids.every((id) => seen.has(id))) return;
    await host.reported(count + 1);
  }
};
