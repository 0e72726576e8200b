import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import { type ServicesOptions, startServices } from './start-services.ts';

const READY_LIMIT_MS = 30_000;

/** The app that the hosts run: in this folder, or a packaged one elsewhere. */
const appFolder = process.env.HEARTH_APP_DIR ?? '.';

/**
 * Starts the built app in its own functions host, as `npm start` does. Resolves once it takes
 * requests.
 */
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
 * The whole stack on free ports. Cosmos DB and Service Bus run in this process, so that tests can
 * make them fail; the app runs in a host process, so that tests can kill it. `storage` adds Azurite
 * with one account for the host and one for the shop. `env` overrides the app's settings.
 */
export const startStack = async ({
  env = {},
  ...options
}: ServicesOptions & { env?: Readonly<Record<string, string>> } = {}) => {
  const services = await startServices(options);
  const port = await freePort();
  const settings = { ...services.settings, ...env };
  const log: string[] = [];
  // Timer locks are in the host's own storage.
  const timers = options.storage ? 'locked' : 'alone';
  let host = await startHost(port, settings, log, timers);
  const others: ChildProcess[] = [];

  return {
    ...services,
    url: `http://127.0.0.1:${port}`,
    settings,
    /** Everything that the hosts printed, one entry per line. */
    log,

    /** The process id of the running host. */
    hostPid: () => host.pid,

    /** `kill -9`: nothing is finished, closed or returned. */
    async killHost(): Promise<void> {
      host.kill('SIGKILL');
      await ended(host);
    },

    async restartHost(): Promise<void> {
      host = await startHost(port, settings, log, timers);
    },

    /** Another instance of the app over the same services. Resolves to its URL. */
    async startOtherHost(env: Readonly<Record<string, string>> = {}): Promise<string> {
      const otherPort = await freePort();
      others.push(await startHost(otherPort, { ...settings, ...env }, log, timers));
      return `http://127.0.0.1:${otherPort}`;
    },

    async close(): Promise<void> {
      const hosts = [host, ...others];
      for (const child of hosts) child.kill('SIGTERM');
      await Promise.all(hosts.map(ended));
      await services.close();
    },
  };
};

export type Stack = Awaited<ReturnType<typeof startStack>>;
