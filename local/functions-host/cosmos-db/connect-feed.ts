import type { Container, CosmosClient } from '@azure/cosmos';
import { hasStatus } from './cosmos-status.ts';
import type { PartitionRange } from './lease.ts';
import { type LeaseStore, leaseStore } from './lease-store.ts';
import type { ContainerPlace, FeedOptions } from './read-options.ts';

export type Accounts = { source: CosmosClient; leases: CosmosClient };

/** A container whose changes are read, and its leases. */
export type Feed = {
  container: Container;
  rid: string;
  /** By the tokens of their leases. */
  ranges: ReadonlyMap<string, PartitionRange>;
  store: LeaseStore;
};

const containerOf = (client: CosmosClient, { database, container }: ContainerPlace): Container =>
  client.database(database).container(container);

/** Undefined if it, or its database, does not exist. */
const readContainer = async (container: Container) => {
  try {
    return (await container.read()).resource;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
};

/** The host in the account's address, which is part of the ids of leases. */
const hostOf = ({ connection }: ContainerPlace): string => {
  const address =
    'address' in connection
      ? connection.address
      : (/AccountEndpoint=([^;]+)/i.exec(connection.connectionString)?.[1] ?? '');
  return new URL(address).hostname;
};

const openLeases = async (client: CosmosClient, options: FeedOptions): Promise<Container> => {
  const { leases, createLeases, leasesThroughput } = options;
  const container = containerOf(client, leases);
  const found = await readContainer(container);
  const path = `${leases.database}/${leases.container}`;
  if (found !== undefined) {
    const keys = found.partitionKey?.paths.join() ?? '';
    if (keys !== '/id') throw new Error(`The lease container ${path} must be partitioned by /id, not by ${keys}`);
    return container;
  }
  if (!createLeases) {
    throw new Error(
      `The lease container ${path} does not exist: create it, or set createLeaseContainerIfNotExists to true`,
    );
  }
  const { database } = await client.databases.createIfNotExists({ id: leases.database });
  await database.containers.createIfNotExists({
    id: leases.container,
    partitionKey: { paths: ['/id'] },
    ...(leasesThroughput !== undefined && { throughput: leasesThroughput }),
  });
  return container;
};

/** Finds the container, its ranges and its leases. Creates the leases of a new feed. */
export const connectFeed = async (accounts: Accounts, options: FeedOptions): Promise<Feed> => {
  const { source, leasePrefix } = options;
  const container = containerOf(accounts.source, source);
  const rid = (await readContainer(container))?._rid;
  if (rid === undefined) throw new Error(`The container ${source.database}/${source.container} does not exist`);
  const leases = await openLeases(accounts.leases, options);
  const database = (await container.database.read()).resource?._rid;
  const { resources } = await container.readPartitionKeyRanges().fetchAll();
  const ranges = resources.map(({ id, minInclusive, maxExclusive }) => ({ id, min: minInclusive, max: maxExclusive }));
  const store = leaseStore(leases, `${leasePrefix}${hostOf(source)}_${database}_${rid}`);
  await store.prepare(ranges);
  return { container, rid, ranges: new Map(ranges.map((range) => [range.id, range])), store };
};
