import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { parseContainerDefinitions } from '../../local/cosmos/account.ts';
import { startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { requestToken } from '../../local/identity/request-token.ts';
import { startIdentity } from '../../local/identity/start-identity.ts';
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
const READY_LIMIT_MS = 30_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** The built app in a functions host of its own, as `npm start` runs it; resolves once it takes requests. */
const startHost = async (
  port: number,
  env: Readonly<Record<string, string>>,
  lines: string[],
  timers: 'locked' | 'alone',
): Promise<ChildProcess> => {
  const flags = ['--app', '.', '--port', String(port), '--log-format', 'json', '--timers', timers];
  const args = ['dist/local/cli.js', 'functions-host', ...flags];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail('The host was not ready in time.'), READY_LIMIT_MS);
    child.once('close', () => fail('The host ended before it was ready.'));
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (!line.includes('Functions host ready')) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
  return child;
};

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('close', () => resolve());
  });

/** Nobody listens there: without storage of its own, the host must not find what others have at the usual ports. */
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

/** Replaces parts of the queue's properties, such as a shorter lock, so that a test need not wait as long as a shop. */
const queues = async (properties: Readonly<Record<string, unknown>>): Promise<ReturnType<typeof parseConfig>> => {
  const text = await readFile('local/service-bus/config.json', 'utf8');
  const config = JSON.parse(text, (key, value: unknown) =>
    key === 'Properties' && typeof value === 'object' ? { ...value, ...properties } : value,
  );
  return parseConfig(config);
};

/** The settings that come with the project, over whatever the developer's own say. */
const exampleSettings = async (): Promise<Record<string, string>> => {
  const { Values } = JSON.parse(await readFile('local.settings.json.example', 'utf8'));
  return Values;
};

/**
 * The whole of it on free ports: Cosmos DB and Service Bus in this process, so that a test can make them fail, and the app in a host of its
 * own, so that a test can kill it. `storage` is in a process of its own, with one account for the host and one for the shop. `env` goes over
 * the app's settings.
 */
export const startStack = async ({
  env = {},
  queue = {},
  storage = false,
}: {
  env?: Readonly<Record<string, string>>;
  queue?: Readonly<Record<string, unknown>>;
  storage?: boolean;
} = {}) => {
  const definitions = parseContainerDefinitions(JSON.parse(await readFile('local/cosmos/containers.json', 'utf8')));
  const cosmos = await startCosmos({ port: 0, definitions });
  const serviceBus = await startServiceBus({ port: 0, config: await queues(queue) });
  const identity = await startIdentity({ port: 0, audience: AUDIENCE });
  const blobs = storage ? await startAccounts() : { settings: accounts(noStorage), stop: async () => {} };
  const port = await freePort();
  const settings = {
    ...(await exampleSettings()),
    Cosmos: cosmos.connectionString,
    ServiceBus: serviceBus.connectionString,
    AUTH_ISSUER: identity.issuer,
    ...blobs.settings,
    ...env,
  };
  const log: string[] = [];
  // Their locks are in the host's own storage.
  const timers = storage ? 'locked' : 'alone';
  let host = await startHost(port, settings, log, timers);
  const tokens = new Map<string, Promise<string>>();

  return {
    url: `http://127.0.0.1:${port}`,
    issuer: identity.issuer,
    cosmos,
    serviceBus,
    /** Connection strings of the storage accounts. */
    accounts: blobs.settings,
    /** Everything that the hosts printed, a line each. */
    log,

    token(sub: string, ...roles: string[]): Promise<string> {
      const name = JSON.stringify([sub, roles]);
      const known = tokens.get(name) ?? requestToken({ issuer: identity.issuer, sub, roles, ttl: 3600 });
      tokens.set(name, known);
      return known;
    },

    /** `kill -9`: nothing is finished, closed or given back. */
    async killHost(): Promise<void> {
      host.kill('SIGKILL');
      await ended(host);
    },

    async restartHost(): Promise<void> {
      host = await startHost(port, settings, log, timers);
    },

    async close(): Promise<void> {
      host.kill('SIGTERM');
      await ended(host);
      await Promise.all([identity.stop(), serviceBus.close(), cosmos.close(), blobs.stop()]);
    },
  };
};

export type Stack = Awaited<ReturnType<typeof startStack>>;
