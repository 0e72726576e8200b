import { access, readdir } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { join } from 'node:path';
import { userError } from '../user-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'osx', win32: 'win' };

const PROGRAM = platform() === 'win32' ? 'Aspire.Dashboard.exe' : 'Aspire.Dashboard';

/** Of the package for this machine, in lower case as in NuGet's folder. */
export const aspirePackage = `aspire.dashboard.sdk.${systems[platform()] ?? platform()}-${arch()}`;

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * The program of the Aspire dashboard: ASPIRE_DASHBOARD, or the newest version in NuGet's folder.
 * Undefined if there is none. Throws a user error if the setting names no file.
 */
export const findAspire = async (env: Environment, home: string = homedir()): Promise<string | undefined> => {
  if (env.ASPIRE_DASHBOARD) {
    if (await exists(env.ASPIRE_DASHBOARD)) return env.ASPIRE_DASHBOARD;
    throw userError(`ASPIRE_DASHBOARD is ${env.ASPIRE_DASHBOARD}, which does not exist.`);
  }
  const folder = join(env.NUGET_PACKAGES || join(home, '.nuget', 'packages'), aspirePackage);
  const versions = await readdir(folder).catch(() => []);
  versions.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  for (const version of versions) {
    const program = join(folder, version, 'tools', PROGRAM);
    if (await exists(program)) return program;
  }
  return undefined;
};
