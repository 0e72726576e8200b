import { Command, Option } from 'commander';
import { hostError, messageOf } from '../functions-host/host-error.ts';
import { choosePorts } from './choose-ports.ts';
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

const issuerOf = ({ addresses }: Part): string => addresses.find(([name]) => name === 'Token issuer')?.[1] ?? '';

/** Uploads the demo images in the background. Gives the address of the first, if it will have one. */
const seedInBackground = async (url: string, token: string, signal: AbortSignal): Promise<string | undefined> => {
  const { seedPictures } = await import('../../cli/seed/seed-pictures.ts');
  const failed = (error: unknown): undefined => {
    if (!signal.aborted) process.stderr.write(`Some demo images are missing: ${messageOf(error)}\n`);
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
  /** The host prints only warnings and errors. */
  quiet: boolean;
};

const seedShop = async ({ cloud, host, audience, signal }: Greeting): Promise<{ seeded: string; image?: string }> => {
  const [{ requestToken }, { seedCatalogue }] = await Promise.all([
    import('../../cli/token/request-token.ts'),
    import('../../cli/seed/seed-catalogue.ts'),
  ]);
  const token = await requestToken({ issuer: issuerOf(cloud), sub: 'seed', roles: ['admin'], ttl: 3600, audience });
  const { created, present } = await seedCatalogue({ url: host.url, token }).catch((error: unknown) => {
    throw hostError(`The demo catalogue could not be seeded: ${messageOf(error)}`);
  });
  const image = await seedInBackground(host.url, token, signal);
  return { seeded: `${created + present} demo products`, ...(image !== undefined && { image }) };
};

const greet = async (greeting: Greeting): Promise<void> => {
  const { cloud, host, quiet } = greeting;
  const { welcome } = await import('./welcome.ts');
  const { seeded, image } = greeting.seed ? await seedShop(greeting) : { seeded: 'No catalogue' };
  const { addresses } = cloud;
  process.stdout.write(welcome({ url: host.url, issuer: issuerOf(cloud), addresses, seeded, image, quiet }));
};

const start = async ({ func, seed, ...flags }: StartFlags): Promise<Running> => {
  if (func) requireRealHost();
  for (const note of await prepareLocalSettings(flags.app)) process.stdout.write(`${note}\n`);
  const ports = choosePorts(flags, { ...defaultPorts, host: await localHttpPort(flags.app) });
  await refuseTakenPorts([{ part: 'functions-host', port: ports.host, flag: '--port' }, ...cloudPorts(ports)]);
  const audience = await appAudience(flags.app);
  const cloud = await startCloud(flags, ports, { app: flags.app, audience });
  try {
    const starting = (func ? startRealHost : startOwnHost)({ ...flags, port: ports.host }, cloud.settings);
    const host = await Promise.race([starting, cloud.broken]);
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
        `port of the functions host; 0 takes a free one (default: Host.LocalHttpPort of local.settings.json, then ${defaultPorts.host})`,
        portArgument,
      ),
    cloudOptions(),
  )
    .option('--app <dir>', 'folder of the built app', '.')
    .addOption(
      new Option(
        '--func',
        'run the app on the real host (Azure Functions Core Tools), which listens on all interfaces, not only on 127.0.0.1',
      )
        .conflicts(['verbose', 'logFormat'])
        .default(false),
    )
    .option('--no-seed', 'start with an empty catalogue')
    .option('--verbose', 'print every log line of host and app, not only warnings and errors', false)
    .addOption(new Option('--log-format <format>', 'format of log lines').choices(['text', 'json']).default('text'))
    .action((flags: StartFlags) => run(() => start(flags)));

/** The laptop cloud without a host for the app. */
export const allCommand = (): Command =>
  addOptions(new Command('all').description('Start everything except the functions host.'), cloudOptions()).action(
    (flags: CloudFlags) =>
      run(async () => {
        const ports = choosePorts(flags);
        await refuseTakenPorts(cloudPorts(ports));
        const cloud = await startCloud(flags, ports, { app: '.', audience: await appAudience('.') });
        printAddresses([...cloud.addresses, ...Object.entries(cloud.settings)]);
        return cloud;
      }),
  );
