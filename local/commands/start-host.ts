import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { readLocalSettings } from '../functions-host/settings.ts';
import { userError } from '../user-error.ts';
import { listPages } from './pages.ts';
import { type KillableHost, spawnHost } from './spawn-host.ts';

export type HostFlags = {
  app: string;
  port: number;
  verbose: boolean;
  logFormat: 'text' | 'json';
  /** The page of this origin may call the app. */
  shop: string;
  /** Undefined if its port is not known yet. */
  console: string | undefined;
};

const write = (text: string): void => {
  process.stdout.write(text);
};

/**
 * Our own host, in a process of its own: the app's settings become its environment. Source maps
 * cost some time at the start, and let stacks in the log name the files of src.
 */
export const startOwnHost = (flags: HostFlags, env: Readonly<Record<string, string>>): Promise<KillableHost> =>
  spawnHost({
    command: process.execPath,
    args: [
      '--enable-source-maps',
      process.argv[1] ?? '',
      ...['local', 'functions-host'],
      ...['--app', flags.app, '--port', String(flags.port), '--log-format', flags.logFormat],
      ...listPages(flags).flatMap(([name, url]) => ['--page', `${name}=${url}`]),
      ...['--allow-origin', flags.shop],
      ...(flags.verbose ? [] : ['--quiet']),
    ],
    env,
    readyIn: (line) => /Functions host ready: (http:[^\s"]+)/.exec(line)?.[1],
    write,
  });

const installHint = [
  'func (Azure Functions Core Tools 4) is not installed: npm install --global azure-functions-core-tools@4',
  'Without --func, the host in local/functions-host runs the app.',
].join('\n');

/** Throws a user error that says how to install func, if it is not installed. */
export const requireRealHost = (): void => {
  if (spawnSync('func', ['--version']).error !== undefined) throw userError(installHint);
};

/** `--cors` replaces `Host.CORS` of local.settings.json. */
const listOrigins = async ({ app, shop }: HostFlags): Promise<string> => {
  const { corsOrigins } = await readLocalSettings(app);
  // Among others, `*` would be a name.
  return corsOrigins.includes('*') ? '*' : [...corsOrigins, shop].join(',');
};

/** The real host. Its output does not say when it is ready, so its status endpoint is asked. */
export const startRealHost = async (flags: HostFlags, env: Readonly<Record<string, string>>): Promise<KillableHost> => {
  const url = `http://127.0.0.1:${flags.port}`;
  const host = await spawnHost({
    command: 'func',
    args: [
      'start',
      '--no-build',
      '--port',
      String(flags.port),
      '--script-root',
      flags.app,
      '--cors',
      await listOrigins(flags),
    ],
    env,
    readyIn: (line) => (/Host lock lease acquired|Functions:/.test(line) ? url : undefined),
    write,
  });
  for (let tries = 0; tries < 120; tries += 1) {
    const response = await fetch(`${url}/admin/host/status`).catch(() => undefined);
    if (response?.ok && (await response.text()).includes('Running')) return host;
    await pause(500);
  }
  await host.stop();
  throw userError('func did not start within a minute.');
};
