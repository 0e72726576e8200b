import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const LIMIT_MS = 300_000;

export type DotnetProgram = {
  /** What it is, for messages. */
  title: string;
  /** Folder with everything that the program is built from. */
  sources: string;
  /** Its project file, in `sources`. */
  project: string;
  /** Folder for the packages and for what is built. */
  cache: string;
};

const hashFolder = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true })).sort((a, b) =>
    join(a.parentPath, a.name).localeCompare(join(b.parentPath, b.name)),
  )) {
    if (entry.isFile()) hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex').slice(0, 16);
};

export const packagesOf = ({ cache }: DotnetProgram): string => join(cache, 'packages');

/** Builds in a temporary folder and then renames it, so that `target` is complete or missing. */
const build = async (program: DotnetProgram, target: string): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}-`);
  try {
    await cp(program.sources, join(folder, 'src'), { recursive: true });
    const project = join(folder, 'src', program.project);
    const restore = ['restore', project, '--packages', packagesOf(program), '--locked-mode', '--nologo'];
    const options = ['--no-restore', '-c', 'Release', '-o', join(folder, 'bin'), '--nologo', '-v', 'q'];
    // Build servers would outlive this process.
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', MSBUILDDISABLENODEREUSE: '1' };
    for (const args of [restore, ['build', project, ...options, '--disable-build-servers']]) {
      await run('dotnet', args, { timeout: LIMIT_MS, env }).catch((error: { stdout?: string }) => {
        throw new Error(`${program.title} cannot be built: ${error.stdout || String(error)}`);
      });
    }
    // If another process has built the same meanwhile, its result stays.
    await rename(folder, target).catch((error: unknown) => access(target).catch(() => Promise.reject(error)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The path of `dll`. It is built once for each state of its sources. */
export const buildDotnetProgram = async (program: DotnetProgram, dll: string): Promise<string> => {
  const target = join(program.cache, `whole-${await hashFolder(program.sources)}`);
  const path = join(target, 'bin', dll);
  const isBuilt = await access(path).then(
    () => true,
    () => false,
  );
  if (!isBuilt) await build(program, target);
  return path;
};
