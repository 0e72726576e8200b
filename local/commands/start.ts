import { Command, Option } from 'commander';
import { messageOf } from '../functions-host/host-error.ts';
import { type CloudFlags, cloudOptions, startCloud } from './cloud.ts';
import { defaultAudience, defaultPorts } from './default-ports.ts';
import { prepareLocalSettings } from './local-settings.ts';
import { addOptions, type Part, portOption } from './parts.ts';
import { printAddresses } from './print-addresses.ts';
import { type Running, run } from './run.ts';
import type { SpawnedHost } from './spawn-host.ts';
import { type HostFlags, startOwnHost, startRealHost } from './start-host.ts';

type StartFlags = CloudFlags & HostFlags & { func: boolean; seed: boolean };

const audience = (): string => process.env.AUTH_AUDIENCE ?? defaultAudience;

/** The issuer that the printed token comes from: the one of this run. */
const issuerOf = ({ addresses }: Part): string => addresses.find(([name]) => name === 'Token issuer')?.[1] ?? '';

/** Uploads the demo pictures in the background; gives the address of the first, where there will be one. */
const seedInBackground = async (url: string, token: string, signal: AbortSignal): Promise<string | undefined> => {
  const { seedPictures } = await import('../seed/seed-pictures.ts');
  const failed = (error: unknown): undefined => {
    if (!signal.aborted) process.stderr.write(`The demo pictures are not all there: ${messageOf(error)}\n`);
  };
  const seeded = await seedPictures({ url, token, signal }).catch(failed);
  seeded?.uploaded.catch(failed);
  return seeded?.first;
};

const greet = async (cloud: Part, host: SpawnedHost, seed: boolean, signal: AbortSignal): Promise<void> => {
  const [{ requestToken }, { welcome }] = await Promise.all([
    import('../identity/request-token.ts'),
    import('./welcome.ts'),
  ]);
  const issue = (sub: string, roles: string[]) =>
    requestToken({ issuer: issuerOf(cloud), sub, roles, ttl: 3600, audience: audience() });
  let seeded = 'No catalogue';
  let picture: string | undefined;
  if (seed) {
    const { seedCatalogue } = await import('../seed/seed-catalogue.ts');
    const admin = await issue('seed', ['admin']);
    const { created, present } = await seedCatalogue({ url: host.url, token: admin });
    picture = await seedInBackground(host.url, admin, signal);
    seeded = `${created + present} demo products`;
  }
  const token = await issue('alice', []);
  process.stdout.write(welcome({ url: host.url, token, addresses: cloud.addresses, seeded, picture }));
};

const start = async ({ func, seed, ...flags }: StartFlags): Promise<Running> => {
  for (const note of await prepareLocalSettings(flags.app)) process.stdout.write(`${note}\n`);
  const cloud = await startCloud(flags, flags.app);
  try {
    const host = await (func ? startRealHost : startOwnHost)(flags, cloud.settings);
    const background = new AbortController();
    const stop = async (): Promise<void> => {
      background.abort();
      await host.stop();
      await cloud.stop();
    };
    await greet(cloud, host, seed, background.signal).catch(async (error: unknown) => {
      await host.stop();
      throw error;
    });
    return { stop, broken: host.broken };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
};

export const startCommand = (): Command =>
  addOptions(
    new Command('start')
      .description('Start everything: the cloud, the app on its host, and a demo catalogue.')
      .addOption(portOption('--port', 'the functions host', defaultPorts.host)),
    cloudOptions(),
  )
    .option('--app <dir>', 'folder of the built app', '.')
    .option(
      '--func',
      'run the app on the real host (Azure Functions Core Tools) instead of local/functions-host',
      false,
    )
    .option('--no-seed', 'start with an empty catalogue')
    .option('--quiet', 'print only warnings and errors of the host', false)
    .addOption(
      new Option('--log-format <format>', 'how log lines of the host look').choices(['text', 'json']).default('text'),
    )
    .action((flags: StartFlags) => run(() => start(flags)));

/** Everything but the host. */
export const allCommand = (): Command =>
  addOptions(new Command('all').description('Start everything but the host.'), cloudOptions()).action(
    (flags: CloudFlags) =>
      run(async () => {
        const cloud = await startCloud(flags);
        printAddresses([...cloud.addresses, ...Object.entries(cloud.settings)]);
        return cloud;
      }),
  );
