import { Command, Option } from 'commander';
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

const greet = async (cloud: Part, host: SpawnedHost, seed: boolean): Promise<void> => {
  const [{ requestToken }, { welcome }] = await Promise.all([
    import('../identity/request-token.ts'),
    import('./welcome.ts'),
  ]);
  const issue = (sub: string, roles: string[]) =>
    requestToken({ issuer: issuerOf(cloud), sub, roles, ttl: 3600, audience: audience() });
  let seeded = 'No catalogue';
  if (seed) {
    const { seedCatalogue } = await import('../seed/seed-catalogue.ts');
    const { created, present } = await seedCatalogue({ url: host.url, token: await issue('seed', ['admin']) });
    seeded = `${created + present} demo products`;
  }
  const token = await issue('alice', []);
  process.stdout.write(welcome({ url: host.url, token, addresses: cloud.addresses, seeded }));
};

const start = async ({ func, seed, ...flags }: StartFlags): Promise<Running> => {
  for (const note of await prepareLocalSettings(flags.app)) process.stdout.write(`${note}\n`);
  const cloud = await startCloud(flags, flags.app);
  try {
    const host = await (func ? startRealHost : startOwnHost)(flags, cloud.settings);
    const stop = async (): Promise<void> => {
      await host.stop();
      await cloud.stop();
    };
    await greet(cloud, host, seed).catch(async (error: unknown) => {
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
