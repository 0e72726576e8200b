import { Command, Option } from 'commander';
import { hostError, messageOf } from '../functions-host/host-error.ts';
import { type CloudFlags, cloudOptions, cloudPorts, startCloud } from './cloud.ts';
import { defaultPorts } from './default-ports.ts';
import { appAudience, localHttpPort, prepareLocalSettings } from './local-settings.ts';
import { addOptions, type Part } from './parts.ts';
import { portArgument } from './port-argument.ts';
import { printAddresses } from './print-addresses.ts';
import { refuseTakenPorts } from './refuse-taken-ports.ts';
import { type Running, run } from './run.ts';
import type { SpawnedHost } from './spawn-host.ts';
import { type HostFlags, requireRealHost, startOwnHost, startRealHost } from './start-host.ts';

type StartFlags = CloudFlags & Omit<HostFlags, 'port'> & { port?: number; func: boolean; seed: boolean };

/** The issuer that the printed token comes from: the one of this run. */
const issuerOf = ({ addresses }: Part): string => addresses.find(([name]) => name === 'Token issuer')?.[1] ?? '';

/** Uploads the demo pictures in the background; gives the address of the first, where there will be one. */
const seedInBackground = async (url: string, token: string, signal: AbortSignal): Promise<string | undefined> => {
  const { seedPictures } = await import('../../cli/seed/seed-pictures.ts');
  const failed = (error: unknown): undefined => {
    if (!signal.aborted) process.stderr.write(`The demo pictures are not all there: ${messageOf(error)}\n`);
  };
  const seeded = await seedPictures({ url, token, signal }).catch(failed);
  seeded?.uploaded.catch(failed);
  return seeded?.first;
};

type Greeting = {
  cloud: Part;
  host: SpawnedHost;
  audience: string;
  seed: boolean;
  signal: AbortSignal;
  /** The host prints warnings and errors alone. */
  quiet: boolean;
};

const greet = async ({ cloud, host, audience, seed, signal, quiet }: Greeting): Promise<void> => {
  const [{ requestToken }, { welcome }] = await Promise.all([
    import('../../cli/token/request-token.ts'),
    import('./welcome.ts'),
  ]);
  const issue = (sub: string, roles: string[]) =>
    requestToken({ issuer: issuerOf(cloud), sub, roles, ttl: 3600, audience });
  let seeded = 'No catalogue';
  let picture: string | undefined;
  if (seed) {
    const { seedCatalogue } = await import('../../cli/seed/seed-catalogue.ts');
    const admin = await issue('seed', ['admin']);
    const { created, present } = await seedCatalogue({ url: host.url, token: admin }).catch((error: unknown) => {
      throw hostError(`The demo catalogue could not be seeded: ${messageOf(error)}`);
    });
    picture = await seedInBackground(host.url, admin, signal);
    seeded = `${created + present} demo products`;
  }
  const token = await issue('alice', []);
  process.stdout.write(welcome({ url: host.url, token, addresses: cloud.addresses, seeded, picture, quiet }));
};

const start = async ({ func, seed, ...given }: StartFlags): Promise<Running> => {
  if (func) requireRealHost();
  for (const note of await prepareLocalSettings(given.app)) process.stdout.write(`${note}\n`);
  const flags = { ...given, port: given.port ?? (await localHttpPort(given.app)) };
  await refuseTakenPorts([{ part: 'functions-host', port: flags.port, flag: '--port' }, ...cloudPorts(flags)]);
  const audience = await appAudience(flags.app);
  const cloud = await startCloud(flags, { app: flags.app, audience });
  try {
    const host = await Promise.race([(func ? startRealHost : startOwnHost)(flags, cloud.settings), cloud.broken]);
    const background = new AbortController();
    const stop = async (): Promise<void> => {
      background.abort();
      await host.stop();
      await cloud.stop();
    };
    const broken = Promise.race([host.broken, cloud.broken]);
    await Promise.race([
      greet({ cloud, host, audience, seed, signal: background.signal, quiet: !func && !flags.verbose }),
      broken,
    ]).catch(async (error: unknown) => {
      await host.stop();
      throw error;
    });
    return { stop, broken };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
};

export const startCommand = (): Command =>
  addOptions(
    new Command('start')
      .description('Start everything: the cloud, the app on its host, and a demo catalogue.')
      .option(
        '--port <number>',
        `port of the functions host; 0 for a free one (default: Host.LocalHttpPort of local.settings.json, then ${defaultPorts.host})`,
        portArgument,
      ),
    cloudOptions(),
  )
    .option('--app <dir>', 'folder of the built app', '.')
    .addOption(
      new Option(
        '--func',
        'run the app on the real host (Azure Functions Core Tools) instead of local/functions-host; func listens on all interfaces, not on 127.0.0.1 alone',
      )
        .conflicts(['verbose', 'logFormat'])
        .default(false),
    )
    .option('--no-seed', 'start with an empty catalogue')
    .option('--verbose', 'print what host and app log of each invocation, not only warnings and errors', false)
    .addOption(
      new Option('--log-format <format>', 'how log lines of the host look').choices(['text', 'json']).default('text'),
    )
    .action((flags: StartFlags) => run(() => start(flags)));

/** Everything but the host. */
export const allCommand = (): Command =>
  addOptions(new Command('all').description('Start everything but the host.'), cloudOptions()).action(
    (flags: CloudFlags) =>
      run(async () => {
        await refuseTakenPorts(cloudPorts(flags));
        const cloud = await startCloud(flags, { app: '.', audience: await appAudience('.') });
        printAddresses([...cloud.addresses, ...Object.entries(cloud.settings)]);
        return cloud;
      }),
  );
