import { ConsistencyLevel, type Container, CosmosClient } from '@azure/cosmos';
import { type CosmosOptions, type CosmosServer, startCosmos } from '../../../local/cosmos/start-cosmos.ts';

const definitions = {
  database: 'shop',
  containers: [
    {
      id: 'orders',
      partitionKey: { paths: ['/customer'], kind: 'Hash', version: 2 },
      defaultTtl: -1,
      indexingPolicy: {
        includedPaths: [{ path: '/sortKey/?' }, { path: '/status/?' }, { path: '/nested/rank/?' }],
        excludedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/status', order: 'descending' },
            { path: '/sortKey', order: 'descending' },
          ],
        ],
      },
    },
    { id: 'things', partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } },
  ],
};

export type LocalAccount = {
  server: CosmosServer;
  client: CosmosClient;
  orders: Container;
  things: Container;
  /** A client with its own session. */
  newClient(): CosmosClient;
  close(): Promise<void>;
};

/** A server with two containers, and the unmodified client with fast retries. */
export const startLocalAccount = async (options: CosmosOptions = {}): Promise<LocalAccount> => {
  const server = await startCosmos({ port: 0, definitions, partitions: 3, ...options });
  const clients: CosmosClient[] = [];
  const newClient = (): CosmosClient => {
    const client = new CosmosClient({
      connectionString: server.connectionString,
      // Without this, the client sends no session tokens by itself.
      consistencyLevel: ConsistencyLevel.Session,
      connectionPolicy: {
        enableBackgroundEndpointRefreshing: false,
        requestTimeout: 2000,
        retryOptions: { maxRetryAttemptCount: 2, fixedRetryIntervalInMilliseconds: 1, maxWaitTimeInSeconds: 2 },
      },
    });
    clients.push(client);
    return client;
  };
  const client = newClient();
  const database = client.database('shop');
  return {
    server,
    client,
    newClient,
    orders: database.container('orders'),
    things: database.container('things'),
    async close() {
      for (const each of clients) each.dispose();
      await server.close();
    },
  };
};
