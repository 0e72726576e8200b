import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hasDotnetSdk, MIN_SDK } from '../dotnet-sdk.ts';

const run = promisify(execFile);

const LIMIT_MS = 300_000;

/**
 * What expressions are compiled against, from the packages that `tools/infra/expressions` locks.
 */
const references = [
  'netstandard.library/2.0.3/build/netstandard2.0/ref/netstandard.dll',
  'newtonsoft.json/13.0.3/lib/netstandard2.0/Newtonsoft.Json.dll',
];

const hashFolder = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true })).sort((a, b) =>
    join(a.parentPath, a.name).localeCompare(join(b.parentPath, b.name)),
  )) {
    if (entry.isFile()) hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex').slice(0, 16);
};

/** Builds in a temporary folder and then renames it, so that `cache` is complete or missing. */
const build = async (sources: string, cache: string, packages: string): Promise<void> => {
  await mkdir(dirname(cache), { recursive: true });
  const folder = await mkdtemp(`${cache}-`);
  try {
    await cp(sources, join(folder, 'src'), { recursive: true });
    const project = join(folder, 'src/checker/checker.csproj');
    const restore = ['restore', project, '--packages', packages, '--locked-mode', '--nologo'];
    const options = ['--no-restore', '-c', 'Release', '-o', join(folder, 'bin'), '--nologo', '-v', 'q'];
    // Build servers would outlive this process.
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', MSBUILDDISABLENODEREUSE: '1' };
    for (const args of [restore, ['build', project, ...options, '--disable-build-servers']]) {
      await run('dotnet', args, { timeout: LIMIT_MS, env }).catch((error: { stdout?: string }) => {
        throw new Error(`The checker of policy expressions cannot be built: ${error.stdout || String(error)}`);
      });
    }
    // If another process has built the same meanwhile, its result stays.
    await rename(folder, cache).catch((error: unknown) => access(cache).catch(() => Promise.reject(error)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * The command line of the program that compiles policy expressions, built once into
 * `.cache/expressions`. Without a .NET SDK, resolves to the reason. Rejects if there is an SDK and
 * the build fails.
 */
export const findExpressionChecker = async (
  root: string,
): Promise<{ command: readonly string[] } | { missing: string }> => {
  if (!(await hasDotnetSdk())) return { missing: `The .NET SDK ${MIN_SDK} or later is not installed.` };
  const sources = join(root, 'tools/infra/expressions');
  const cache = join(root, '.cache/expressions', `whole-${await hashFolder(sources)}`);
  const packages = join(root, '.cache/expressions/packages');
  const program = join(cache, 'bin/checker.dll');
  const isBuilt = await access(program).then(
    () => true,
    () => false,
  );
  if (!isBuilt) await build(sources, cache, packages);
  return { command: ['dotnet', program, ...references.map((path) => join(packages, path))] };
};
