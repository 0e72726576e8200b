import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { userError } from '../user-error.ts';

export type StoragePorts = { blob: number; queue: number; table: number };
export type Storage = {
  ports: StoragePorts;
  stop: () => Promise<void>;
  /** Rejects if Azurite ends before `stop` is called. */
  broken: Promise<never>;
};

/** The well-known account key of Azurite. */
const wellKnownKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** One account for the host's own needs and one for the shop's data: the same split as in Azure. */
export const storageAccounts = { host: 'devstoreaccount1', data: 'hearthdata' } as const;

const startWithinMs = 30_000;

/** Exits with its parent, however that ends, because the channel between them closes. */
const script = (azurite: string): string =>
  `process.on('disconnect', () => process.exit()); require(${JSON.stringify(azurite)});`;

const addressInUse = (output: string): Error | undefined => {
  const port = /EADDRINUSE.*?:(\d+)/.exec(output)?.[1];
  if (port === undefined) return undefined;
  return Object.assign(new Error(`port ${port} is taken`), { code: 'EADDRINUSE', port: Number(port) });
};

export const storageConnectionString = (account: string, { blob, queue, table }: StoragePorts): string =>
  [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${wellKnownKey}`,
    `BlobEndpoint=http://127.0.0.1:${blob}/${account}`,
    `QueueEndpoint=http://127.0.0.1:${queue}/${account}`,
    `TableEndpoint=http://127.0.0.1:${table}/${account}`,
  ].join(';');

/**
 * Runs Azurite in memory, in its own process because it loads for over a second. Port 0 is a free
 * one. Rejects with EADDRINUSE if a port is taken, or with Azurite's output if it ends otherwise.
 */
export const startStorage = ({ blob, queue, table }: StoragePorts): Promise<Storage> => {
  const azurite = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const ports = ['--blobPort', String(blob), '--queuePort', String(queue), '--tablePort', String(table)];
  const flags = ['--inMemoryPersistence', '--skipApiVersionCheck', '--silent', '--disableTelemetry'];
  const child = spawn(process.execPath, ['-e', script(azurite), 'azurite', ...ports, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C then reaches only the parent, which ends Azurite last.
    detached: true,
    env: {
      ...process.env,
      AZURITE_ACCOUNTS: Object.values(storageAccounts)
        .map((account) => `${account}:${wellKnownKey}`)
        .join(';'),
    },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let stopping = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async (): Promise<void> => {
    stopping = true;
    // Killed, because it keeps nothing on disk and would wait for idle connections.
    kill();
    await ended;
    process.off('exit', kill);
  };

  return new Promise((resolve, reject) => {
    const found: Partial<StoragePorts> = {};
    let output = '';
    let ready = false;
    const broken = new Promise<never>((_, fail) => {
      child.once('exit', (code, signal) => {
        if (ready && !stopping) fail(userError(`storage: Azurite ended by itself (${signal ?? `exit code ${code}`}).`));
      });
    });
    // It may reject before anybody listens.
    broken.catch(() => {});
    const timer = setTimeout(() => {
      reject(new Error(`Azurite did not start within ${startWithinMs / 1000} s:\n${output}`));
      void stop();
    }, startWithinMs);
    const onLine = (line: string): void => {
      if (ready) return;
      output += `${line}\n`;
      const [, service, port] =
        /Azurite (\w+) service is successfully listening at http:\/\/[^:]+:(\d+)/.exec(line) ?? [];
      if (service === 'Blob') found.blob = Number(port);
      if (service === 'Queue') found.queue = Number(port);
      if (service !== 'Table' || found.blob === undefined || found.queue === undefined) return;
      clearTimeout(timer);
      ready = true;
      output = '';
      resolve({ ports: { blob: found.blob, queue: found.queue, table: Number(port) }, stop, broken });
    };
    for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', onLine);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      reject(addressInUse(output) ?? new Error(`Azurite ended:\n${output}`));
    });
  });
};
