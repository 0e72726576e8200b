import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { type ServicesOptions, startServices } from './start-services.ts';

const READY_LIMIT_MS = 30_000;

/** The app that the hosts run: the one of this folder, or a packaged one elsewhere. */
const appFolder = process.env.HEARTH_APP_DIR ?? '.';

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
  const flags = ['--app', appFolder, '--port', String(port), '--log-format', 'json', '--timers', timers];
  const args = ['dist/local/hearth.js', 'local', 'functions-host', ...flags];
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

/**
 * The whole of it on free ports: Cosmos DB and Service Bus in this process, so that a test can make them fail, and the app in a host of its
 * own, so that a test can kill it. `storage` is in a process of its own, with one account for the host and one for the shop. `env` goes over
 * the app's settings.
 */
export const startStack = async ({
  env = {},
  ...options
}: ServicesOptions & { env?: Readonly<Record<string, string>> } = {}) => {
  const services = await startServices(options);
  const port = await freePort();
  const settings = { ...services.settings, ...env };
  const log: string[] = [];
  // Their locks are in the host's own storage.
  const timers = options.storage ? 'locked' : 'alone';
  let host = await startHost(port, settings, log, timers);

  return {
    ...services,
    url: `http://127.0.0.1:${port}`,
    settings,
    /** Everything that the hosts printed, a line each. */
    log,

    /** Of the host that runs. */
    hostPid: () => host.pid,

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
      await services.close();
    },
  };
};

export type Stack = Awaited<ReturnType<typeof startStack>>;
