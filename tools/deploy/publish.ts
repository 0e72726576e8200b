import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Shell } from './shell.ts';
import type { Patience } from './smoke-test.ts';

export type Publishing = {
  shell: Shell;
  print: (line: string) => void;
  /** Where the app is laid out, and packed. */
  appFolder: string;
  appZip: string;
  patience: Patience;
  dryRun: boolean;
};

export type Site = {
  resourceGroup: string;
  appName: string;
  /** Address of the container that packages are run from, where the host storage takes no key; else empty. */
  packagesUrl: string;
};

/** Does it again while it fails, until the patience is at its end; then rejects as it did. */
export const patiently = async (
  { print, patience: { limitMs, pauseMs } }: Pick<Publishing, 'print' | 'patience'>,
  work: () => Promise<void>,
): Promise<void> => {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() + pauseMs > end) throw error;
      print(`  not yet: ${error instanceof Error ? error.message : String(error)}`);
      await pause(pauseMs);
    }
  }
};

const packageName = async ({ appZip, dryRun }: Publishing): Promise<string> => {
  if (dryRun) return 'app-HASH.zip';
  const hash = createHash('sha256')
    .update(await readFile(appZip))
    .digest('hex');
  return `app-${hash.slice(0, 16)}.zip`;
};

/**
 * Puts the code into the app, with basic authentication off either way. Keyed: `func` uploads with the key of the host storage and has the
 * app run from an address that is signed with it. Keyless: the package goes into the host storage with the token of `az`, and the app
 * reads it as its own identity; a package is never overwritten by another, so an instance that starts meanwhile finds what it was told of.
 */
export const publish = async (publishing: Publishing, { resourceGroup, appName, packagesUrl }: Site): Promise<void> => {
  const { shell, appFolder, appZip } = publishing;
  if (packagesUrl === '') {
    const args = ['azure', 'functionapp', 'publish', appName, '--no-build', '--javascript'];
    return shell.run('func', args, { cwd: appFolder });
  }
  const url = `${packagesUrl}/${await packageName(publishing)}`;
  const quietly = ['--output', 'none'];
  const app = ['--resource-group', resourceGroup, '--name', appName, ...quietly];
  // The right to upload comes with the deployment, and takes minutes until it is known everywhere.
  await patiently(publishing, () =>
    shell.run('az', [
      ...['storage', 'blob', 'upload', '--blob-url', url, '--file', appZip],
      ...['--auth-mode', 'login', '--overwrite', 'true', ...quietly],
    ]),
  );
  await shell.run('az', [
    ...['functionapp', 'config', 'appsettings', 'set', ...app],
    ...['--settings', `WEBSITE_RUN_FROM_PACKAGE=${url}`],
  ]);
  await shell.run('az', ['functionapp', 'restart', ...app]);
  const site = `/subscriptions/{subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Web/sites/${appName}`;
  await patiently(publishing, () =>
    shell.run('az', ['rest', '--method', 'post', '--url', `${site}/syncfunctiontriggers?api-version=2025-03-01`]),
  );
};
