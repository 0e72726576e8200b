import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Contents by path, `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** What a package brings for those who build or type-check it; nothing of it is loaded at run time. */
const notAtRunTime = [/\/(src|install)\//, /\.d\.[cm]?ts$/, /\/\.package-lock\.json$/, /\/\.bin\//, /\.map$/];

/** Paths below `root` of what is shipped of `folder`. */
export const shippedBelow = async (root: string, folder: string): Promise<readonly string[]> => {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root === '.' ? 0 : root.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !notAtRunTime.some((pattern) => pattern.test(path)));
};

const read = async (root: string, paths: readonly string[]): Promise<readonly [string, Uint8Array][]> =>
  Promise.all(paths.map(async (path): Promise<[string, Uint8Array]> => [path, await readFile(join(root, path))]));

/** Everything that is deployed: the bundle, host.json, the manifest, and what the bundle leaves out. In order of the paths. */
export const appFiles = async (manifest: object, externals: string): Promise<Files> => {
  const files = [
    ...(await read('.', ['host.json', ...(await shippedBelow('.', 'dist/app'))])),
    ...(await read(externals, await shippedBelow(externals, 'node_modules'))),
    ['package.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
};
