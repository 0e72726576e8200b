import { readFile } from 'node:fs/promises';
import { requestToken } from '../../cli/client/tokens.ts';
import { parseContainerDefinitions } from '../../local/cosmos/account.ts';
import { startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { startIdentity } from '../../local/identity/start-identity.ts';
import { type Clock, systemClock } from '../../local/service-bus/clock.ts';
import { parseConfig } from '../../local/service-bus/config.ts';
import { startServiceBus } from '../../local/service-bus/start-service-bus.ts';
import { parseBlobDefinitions, prepareStorage } from '../../local/storage/prepare-storage.ts';
import {
  type StoragePorts,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../local/storage/start-storage.ts';

const AUDIENCE = 'api://hearth';

/** A week: longer than any test that moves the clock. */
const TOKEN_SECONDS = 604_800;

/**
 * Ports without a listener. Without its own storage, the host must not find another one at the
 * usual ports.
 */
const noStorage: StoragePorts = { blob: 1, queue: 1, table: 1 };

const accounts = (ports: StoragePorts) => ({
  AzureWebJobsStorage: storageConnectionString(storageAccounts.host, ports),
  Media: storageConnectionString(storageAccounts.data, ports),
});

const startAccounts = async () => {
  const definitions: unknown = JSON.parse(await readFile('local/storage/containers.json', 'utf8'));
  const { ports, stop } = await startStorage({ blob: 0, queue: 0, table: 0 });
  const settings = accounts(ports);
  await prepareStorage(settings.Media, { ...parseBlobDefinitions(definitions), origins: [] });
  return { settings, stop };
};

/**
 * Overrides queue properties, such as a shorter lock, so that a test does not wait as long as a
 * shop. `subscriptions` are added to every topic.
 */
export const serviceBusConfig = async (
  properties: Readonly<Record<string, unknown>>,
  subscriptions: readonly string[] = [],
): Promise<ReturnType<typeof parseConfig>> => {
  const { UserConfig } = parseConfig(JSON.parse(await readFile('local/service-bus/config.json', 'utf8')));
  const added = subscriptions.map((Name) => ({ Name, Properties: {} }));
  const Namespaces = UserConfig.Namespaces.map(({ Queues = [], Topics = [], ...rest }) => ({
    ...rest,
    Topics: Topics.map(({ Subscriptions = [], ...topic }) => ({
      ...topic,
      Subscriptions: [...Subscriptions, ...added],
    })),
    Queues: Queues.map((queue) => ({ ...queue, Properties: { ...queue.Properties, ...properties } })),
  }));
  return parseConfig({ UserConfig: { ...UserConfig, Namespaces } });
};

/** The settings of the example file, never the developer's own. */
const exampleSettings = async (): Promise<Record<string, string>> => {
  const { Values } = JSON.parse(await readFile('local.settings.json.example', 'utf8'));
  return Values;
};

export type ServicesOptions = {
  /** Overrides of the queue's properties. */
  queue?: Readonly<Record<string, unknown>>;
  storage?: boolean;
  /** Names of subscriptions to the topic of events, beside those of the shop. */
  subscriptions?: readonly string[];
  /** The time of Cosmos DB and Service Bus. */
  clock?: Clock;
};

/**
 * Starts what the app needs on free ports. Cosmos DB and Service Bus run in this process, so that
 * tests can make them fail. `storage` adds Azurite with an account for the host and one for the
 * shop. `settings` are the app's.
 */
export const startServices = async ({
  queue = {},
  storage = false,
  subscriptions = [],
  clock = systemClock,
}: ServicesOptions = {}) => {
  const definitions = parseContainerDefinitions(JSON.parse(await readFile('local/cosmos/containers.json', 'utf8')));
  const cosmos = await startCosmos({ port: 0, definitions, clock: clock.now });
  const serviceBus = await startServiceBus({ port: 0, config: await serviceBusConfig(queue, subscriptions), clock });
  const identity = await startIdentity({ port: 0, audience: AUDIENCE });
  const blobs = storage ? await startAccounts() : { settings: accounts(noStorage), stop: async () => {} };
  const tokens = new Map<string, Promise<string>>();

  return {
    issuer: identity.issuer,
    cosmos,
    serviceBus,
    /** Connection strings of the storage accounts. */
    accounts: blobs.settings,
    settings: {
      ...(await exampleSettings()),
      Cosmos: cosmos.connectionString,
      ServiceBus: serviceBus.connectionString,
      AUTH_ISSUER: identity.issuer,
      ...blobs.settings,
    } satisfies Record<string, string>,

    token(sub: string, ...roles: string[]): Promise<string> {
      const name = JSON.stringify([sub, roles]);
      const known = tokens.get(name) ?? requestToken({ issuer: identity.issuer, sub, roles, ttl: TOKEN_SECONDS });
      tokens.set(name, known);
      return known;
    },

    async close(): Promise<void> {
      await Promise.all([identity.stop(), serviceBus.close(), cosmos.close(), blobs.stop()]);
    },
  };
};
