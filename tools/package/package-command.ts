import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { appFiles, type Files } from './app-files.ts';
import { appManifest, externals, parseProject } from './app-manifest.ts';
import { withExternals } from './install-externals.ts';
import { lockClosure, parseLockFile } from './lock-closure.ts';
import { zipFiles } from './zip-files.ts';

export const APP_FOLDER = 'out/app';
const ZIP = 'out/app.zip';

const collect = async (): Promise<Files> => {
  const project = parseProject(await readFile('package.json', 'utf8'));
  const closure = lockClosure(parseLockFile(await readFile('package-lock.json', 'utf8')), externals);
  const manifest = appManifest(project, closure);
  return withExternals(manifest, closure, (folder) => appFiles(manifest, folder));
};

const writeFolder = async (files: Files): Promise<void> => {
  await rm(APP_FOLDER, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(APP_FOLDER, path)), { recursive: true });
    await writeFile(join(APP_FOLDER, path), bytes);
  }
};

/** The package that a file is of, the bundle, or the file itself. */
const groupOf = (path: string): string =>
  /^(node_modules\/(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*)\//.exec(path)?.[1] ??
  (path.startsWith('dist/app/') ? 'dist/app' : path);

const contents = (files: Files): readonly string[] => {
  const groups = new Map<string, { count: number; bytes: number }>();
  for (const [path, { byteLength }] of files) {
    const { count, bytes } = groups.get(groupOf(path)) ?? { count: 0, bytes: 0 };
    groups.set(groupOf(path), { count: count + 1, bytes: bytes + byteLength });
  }
  return [...groups].map(
    ([name, { count, bytes }]) => `${String(bytes).padStart(10)}  ${name}${count > 1 ? ` (${count} files)` : ''}`,
  );
};

/** Lays the deployable app out in out/app and packs it as out/app.zip. The app must be built. */
export const packageCommand = (): Command =>
  new Command('package')
    .description(`Lay out ${APP_FOLDER}, the root that is deployed, and pack ${ZIP}: the same bytes each time.`)
    .option('--list', 'print every file', false)
    .action(async ({ list }: { list: boolean }) => {
      const files = await collect();
      const zip = zipFiles(files);
      await writeFolder(files);
      await writeFile(ZIP, zip);
      const total = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
      const lines = list
        ? [...files].map(([path, { byteLength }]) => `${String(byteLength).padStart(10)}  ${path}`)
        : contents(files);
      const hash = createHash('sha256').update(zip).digest('hex');
      process.stdout.write(
        `${lines.join('\n')}\n${String(total).padStart(10)}  ${APP_FOLDER} (${files.size} files)\n${String(zip.byteLength).padStart(10)}  ${ZIP}\n    sha256  ${hash}\n`,
      );
    });
