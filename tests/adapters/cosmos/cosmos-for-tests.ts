import type { Container, CosmosClient } from '@azure/cosmos';
import definitions from '../../../local/cosmos/containers.json' with { type: 'json' };
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { extendLimits } from '../../support/extend-limits.ts';

type Options = {
  onAnswer?: (answered: AnsweredRequest) => void;
  /** For tests of the limits themselves. In all others, a slow machine may take its time. */
  limits?: 'extended' | 'real';
};

/** A separate Cosmos DB with the containers of the shop and a clock that tests can move forward. */
export const startCosmosForTests = async ({ onAnswer, limits = 'extended' }: Options = {}) => {
  const restoreLimits = limits === 'extended' ? extendLimits() : () => {};
  let ahead = 0;
  const server = await startCosmos({
    port: 0,
    definitions,
    clock: () => Date.now() + ahead,
    ...(onAnswer && { onAnswer }),
  });
  const clients: CosmosClient[] = [];

  /** To the service, this looks like another process. */
  const connect = async () => {
    const client = await cosmosClient({ connectionString: server.connectionString });
    clients.push(client);
    return client.database(definitions.database);
  };

  return {
    connectionString: server.connectionString,
    faults: server.faults,
    seed: server.seed,
    now: () => new Date(Date.now() + ahead),
    connect,
    passTime: (seconds: number) => {
      ahead += seconds * 1000;
    },
    close: async () => {
      for (const client of clients) client.dispose();
      await server.close();
      restoreLimits();
    },
  };
};

export type CosmosForTests = Awaited<ReturnType<typeof startCosmosForTests>>;

/** All documents of one partition that have not expired. */
export const documentsIn = async (container: Container, partitionKey: string): Promise<Record<string, unknown>[]> => {
  const { resources } = await container.items
    .query<Record<string, unknown>>('SELECT * FROM c', { partitionKey })
    .fetchAll();
  return resources;
};
