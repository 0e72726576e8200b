import { Command, Option } from 'commander';
import { errorMessage } from '../error-message.ts';
import { userError } from '../user-error.ts';
import { choosePorts } from './choose-ports.ts';
import { defaultPorts, type Ports } from './default-ports.ts';
import { prepareLocalSettings, readAudience, readLocalHttpPort } from './local-settings.ts';
import { nodeNotice } from './node-notice.ts';
import { addOptions, type Part, portOption } from './parts.ts';
import { portArgument } from './port-argument.ts';
import { refuseTakenPorts } from './refuse-taken-ports.ts';
import { replaceableHost } from './replaceable-host.ts';
import { type Running, run } from './run.ts';
import type { KillableHost, SpawnedHost } from './spawn-host.ts';
import { type CloudFlags, cloudOptions, cloudPorts, startCloud } from './start-cloud.ts';
import { startConsolePart } from './start-console-part.ts';
import { type HostFlags, requireRealHost, startOwnHost, startRealHost } from './start-host.ts';
import type { Cloud } from './start-parts.ts';
import { type ShopPart, startShopPart } from './start-shop-part.ts';
import { startWatchedHost } from './start-watched-host.ts';
import { watchBuilds } from './watch-builds.ts';

type StartFlags = CloudFlags &
  Omit<HostFlags, 'port' | 'shop' | 'console'> & { port?: number; func: boolean; seed: boolean; watch: boolean };

const findIssuer = ({ addresses }: Part): string => addresses.find(([name]) => name === 'Token issuer')?.[1] ?? '';

type ShopAddress = { url: string; issuer: string; audience: string; signal: AbortSignal };

/**
 * Fills the shop at `url` with demo products. Gives their number and the address of an image, which
 * may not be uploaded yet. `signal` ends the work that goes on in the background.
 */
export type SeedShop = (shop: ShopAddress) => Promise<{ products: number; image: string | undefined }>;

type Greeting = {
  cloud: Part;
  host: SpawnedHost;
  audience: string;
  /** What to open in a browser, by name. */
  pages: Part['addresses'];
  seedShop: SeedShop | undefined;
  signal: AbortSignal;
  /** The host prints only warnings and errors. */
  quiet: boolean;
};

const greet = async ({ cloud, host, audience, pages, seedShop, signal, quiet }: Greeting): Promise<void> => {
  const { welcome } = await import('./welcome.ts');
  const { addresses } = cloud;
  const issuer = findIssuer(cloud);
  const shop = await seedShop?.({ url: host.url, issuer, audience, signal }).catch((error: unknown) => {
    throw userError(`The demo catalogue could not be seeded: ${errorMessage(error)}`);
  });
  const seeded = shop === undefined ? 'No catalogue' : `${shop.products} demo products`;
  process.stdout.write(welcome({ url: host.url, issuer, pages, addresses, seeded, image: shop?.image, quiet }));
};

type HostOptions = { flags: StartFlags; ports: Ports; shop: string; settings: Part['settings'] };

/** Port 0 is a free port. It is chosen when the console starts, which is after the host. */
const findConsole = ({ console: port }: Ports): string | undefined =>
  port === 0 ? undefined : `http://127.0.0.1:${port}`;

const startHost = async ({ flags, ports, shop, settings }: HostOptions): Promise<KillableHost> => {
  const pages = { shop, console: findConsole(ports) };
  const hosts = replaceableHost((port) =>
    (flags.func ? startRealHost : startOwnHost)({ ...flags, ...pages, port }, settings),
  );
  if (!flags.watch) return { ...(await hosts.start(ports.host)), kill: hosts.kill };
  const watched = await startWatchedHost({
    port: ports.host,
    startHost: hosts.start,
    watchBuilds: (onRebuilt) => watchBuilds(flags.app, onRebuilt),
    write: (text) => process.stdout.write(text),
  });
  return { ...watched, kill: hosts.kill };
};

type App = {
  flags: StartFlags;
  ports: Ports;
  cloud: Cloud;
  shop: ShopPart;
  audience: string;
  seedShop: SeedShop;
};

/**
 * Starts the app on its host, then the console, opens the shop, and greets the reader. What it
 * gives stops the cloud and the shop, too.
 */
const startApp = async ({ flags, ports, cloud, shop, audience, seedShop }: App): Promise<Running> => {
  const starting = startHost({ flags, ports, shop: shop.url, settings: cloud.settings });
  const host = await Promise.race([starting, cloud.broken]);
  shop.open(host.url);
  const broken = Promise.race([host.broken, cloud.broken]);
  const background = new AbortController();
  const consolePart = startConsolePart({ port: ports.console, cloud, audience, host: host.url, killHost: host.kill });
  const stopApp = async (): Promise<void> => {
    background.abort();
    const started = await consolePart.catch(() => undefined);
    await Promise.all([started?.stop(), host.stop()]);
  };
  const greeting = consolePart.then(({ addresses }) =>
    greet({
      cloud,
      host,
      audience,
      pages: [...shop.addresses, ...addresses],
      seedShop: flags.seed ? seedShop : undefined,
      signal: background.signal,
      quiet: !flags.func && !flags.verbose,
    }),
  );
  try {
    await Promise.race([greeting, broken]);
  } catch (error) {
    await stopApp();
    throw error;
  }
  const stop = async (): Promise<void> => {
    await stopApp();
    await Promise.all([shop.stop(), cloud.stop()]);
  };
  return { stop, broken };
};

const start = async (flags: StartFlags, seedShop: SeedShop): Promise<Running> => {
  if (flags.func) requireRealHost();
  const notes = [nodeNotice(process.versions.node), ...(await prepareLocalSettings(flags.app))];
  for (const note of notes) if (note !== undefined) process.stdout.write(`${note}\n`);
  const ports = choosePorts(flags, { ...defaultPorts, host: await readLocalHttpPort(flags.app) });
  await refuseTakenPorts([
    { part: 'functions-host', port: ports.host, flag: '--port' },
    { part: 'console', port: ports.console, flag: '--console-port' },
    { part: 'shop', port: ports.shop, flag: '--shop-port' },
    ...cloudPorts(ports, flags),
  ]);
  const audience = await readAudience(flags.app);
  const cloud = await startCloud(flags, ports, { app: flags.app, audience });
  const startingShop = startShopPart(ports.shop, cloud);
  try {
    const shop = await startingShop;
    return await startApp({ flags, ports, cloud, shop, audience, seedShop });
  } catch (error) {
    const shop = await startingShop.catch(() => undefined);
    await Promise.all([shop?.stop(), cloud.stop()]);
    throw error;
  }
};

export const startCommand = ({ seedShop }: { seedShop: SeedShop }): Command =>
  addOptions(
    new Command('start')
      .description('Start everything: the laptop cloud, the app on its host, and a demo catalogue.')
      .option(
        '--port <number>',
        `port of the functions host; 0 picks a free one (default: Host.LocalHttpPort of local.settings.json, then ${defaultPorts.host})`,
        portArgument,
      ),
    [
      portOption('--shop-port', 'the shop', defaultPorts.shop),
      portOption('--console-port', 'the console', defaultPorts.console),
      ...cloudOptions(),
    ],
  )
    .option('--app <dir>', 'folder of the built app', '.')
    .addOption(
      new Option(
        '--func',
        'run the app on the real host (Azure Functions Core Tools), which listens on all interfaces, not only on 127.0.0.1',
      )
        .conflicts(['verbose', 'logFormat', 'watch'])
        .default(false),
    )
    .option(
      '--watch',
      'after each change in src/, build the app again and restart only the app; the laptop cloud keeps its data',
      false,
    )
    .option('--no-seed', 'start with an empty catalogue')
    .option('--verbose', 'print every log line of host and app, not only warnings and errors', false)
    .addOption(new Option('--log-format <format>', 'format of log lines').choices(['text', 'json']).default('text'))
    .action((flags: StartFlags) => run(() => start(flags, seedShop)));
