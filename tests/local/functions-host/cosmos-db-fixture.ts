import { type Container, CosmosClient } from '@azure/cosmos';
import { type CosmosServer, startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { type HostProcess, type HostProcessOptions, startHost } from './host-process.ts';

/** A change as the function of the fixture reports it. */
export type Delivery = { changes: [id: string, n: number][]; lsns: number[]; retry?: unknown };

export type FeedStage = {
  server: CosmosServer;
  things: Container;
  leases: Container;
  client: CosmosClient;
  /** Starts a host with the function `watch`: `handler` is its body, `options` its binding. */
  launch: (
    options?: { handler?: string; options?: Record<string, unknown> } & HostProcessOptions,
  ) => Promise<HostProcess>;
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
  const server = await startCosmos({ port: 0, definitions, partitions, clock: () => now?.getTime() ?? Date.now() });
  const client = new CosmosClient({
    connectionString: server.connectionString,
    consistencyLevel: 'Session',
    connectionPolicy: { enableBackgroundEndpointRefreshing: false },
  });
  const database = client.database('shop');
  const things = database.container('things');
  return {
    server,
    client,
    things,
    leases: database.container('leases'),
    launch: ({ handler = report, options = {}, env = {}, ...rest } = {}) =>
      startHost({
        main: functionSource(handler, { ...fast, ...options }),
        env: { Cosmos: server.connectionString, ...env },
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
