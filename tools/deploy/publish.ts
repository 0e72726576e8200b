import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage } from '../error-message.ts';
import type { Shell } from './shell.ts';
import type { Patience } from './smoke-test.ts';

export type Publishing = {
  shell: Shell;
  print: (line: string) => void;
  /** Where the files of the app and its zip are. */
  appFolder: string;
  appZip: string;
  patience: Patience;
  dryRun: boolean;
};

export type Site = {
  resourceGroup: string;
  appName: string;
  hosting: string;
  /**
   * URL of the container that packages run from, if the host storage accepts no keys; else empty.
   */
  packagesUrl: string;
};

/** Repeats the work until it succeeds. Rejects with the last error once the time is up. */
export const retryUntilDeadline = async (
  { print, patience: { limitMs, pauseMs } }: Pick<Publishing, 'print' | 'patience'>,
  work: () => Promise<void>,
): Promise<void> => {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() + pauseMs > end) throw error;
      print(`  not yet: ${errorMessage(error)}`);
      await pause(pauseMs);
    }
  }
};

const namePackage = async ({ appZip, dryRun }: Publishing): Promise<string> => {
  if (dryRun) return 'app-HASH.zip';
  const hash = createHash('sha256')
    .update(await readFile(appZip))
    .digest('hex');
  return `app-${hash.slice(0, 16)}.zip`;
};

/**
 * The SCM site takes the package with the token of `az`, and the platform keeps it in the container
 * `packages` as the app's identity. That identity may still wait for its permission.
 */
const publishToFlex = (publishing: Publishing, { resourceGroup, appName }: Site): Promise<void> =>
  retryUntilDeadline(publishing, () =>
    publishing.shell.run('az', [
      ...['functionapp', 'deployment', 'source', 'config-zip', '--resource-group', resourceGroup, '--name', appName],
      ...['--src', publishing.appZip, '--build-remote', 'false', '--output', 'none'],
    ]),
  );

/**
 * The package is uploaded to the host storage with the token of `az`, and the app reads it with its
 * own identity. Every package has its own name, so an instance that starts meanwhile still finds
 * the one it needs.
 */
const publishKeyless = async (publishing: Publishing, { resourceGroup, appName, packagesUrl }: Site) => {
  const { shell, appZip } = publishing;
  const url = `${packagesUrl}/${await namePackage(publishing)}`;
  const quietly = ['--output', 'none'];
  const app = ['--resource-group', resourceGroup, '--name', appName, ...quietly];
  // The deployment grants the permission to upload. It can take minutes to take effect.
  await retryUntilDeadline(publishing, () =>
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
  await retryUntilDeadline(publishing, () =>
    shell.run('az', ['rest', '--method', 'post', '--url', `${site}/syncfunctiontriggers?api-version=2025-03-01`]),
  );
};

/**
 * `func` uploads with the key of the host storage, and the app runs from a signed URL. In the end
 * it calls the host, which may still be starting.
 */
const publishKeyed = (publishing: Publishing, { appName }: Site): Promise<void> => {
  const args = ['azure', 'functionapp', 'publish', appName, '--no-build', '--javascript'];
  return retryUntilDeadline(publishing, () => publishing.shell.run('func', args, { cwd: publishing.appFolder }));
};

/** Publishes the code in the way that the app is set up for. Basic authentication stays off. */
export const publish = (publishing: Publishing, site: Site): Promise<void> => {
  if (site.hosting === 'flex') return publishToFlex(publishing, site);
  return site.packagesUrl === '' ? publishKeyed(publishing, site) : publishKeyless(publishing, site);
};
