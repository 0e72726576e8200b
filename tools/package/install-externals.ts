import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AppManifest, appLockFile } from './app-manifest.ts';
import type { LockFile } from './lock-closure.ts';

const run = promisify(execFile);

/** The platform of Azure's Linux plans, whatever this machine is. */
const platform = ['--os=linux', '--cpu=x64', '--libc=glibc'];

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Installs the packages that are not bundled into a temporary folder: for Linux on x64, by the lock
 * file, without running any script. Passes the folder to `use` and removes it afterwards.
 */
export const withExternals = async <T>(
  manifest: AppManifest,
  closure: LockFile,
  use: (folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-package-'));
  try {
    await cp('.npmrc', join(folder, '.npmrc'));
    await writeFile(join(folder, 'package.json'), json(manifest));
    await writeFile(join(folder, 'package-lock.json'), json(appLockFile(manifest, closure)));
    const args = ['ci', ...platform, '--ignore-scripts', '--no-bin-links', '--prefer-offline', '--loglevel=error'];
    await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
