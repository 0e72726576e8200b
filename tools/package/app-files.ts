import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Contents by path, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Files of packages that only builds and type checkers use. Nothing loads them at run time. The
 * maps of the app stay: they let stacks in the log name files of src.
 */
const buildOnlyFiles = [
  /\/(src|install)\//,
  /\.d\.[cm]?ts$/,
  /\/\.package-lock\.json$/,
  /\/\.bin\//,
  /^(?!dist\/app\/).*\.map$/,
];

/** The paths of the files of `folder` that are shipped, relative to `root`. */
export const listShippedFiles = async (root: string, folder: string): Promise<readonly string[]> => {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root === '.' ? 0 : root.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !buildOnlyFiles.some((pattern) => pattern.test(path)));
};

const readFiles = async (root: string, paths: readonly string[]): Promise<readonly [string, Uint8Array][]> =>
  Promise.all(paths.map(async (path): Promise<[string, Uint8Array]> => [path, await readFile(join(root, path))]));

/** The app, and what exports its telemetry. */
const listBundles = async (): Promise<readonly string[]> => [
  ...(await listShippedFiles('.', 'dist/app')),
  ...(await listShippedFiles('.', 'dist/telemetry')),
];

/**
 * Everything that is deployed, sorted by path: the bundle, host.json, the manifest, and the
 * packages that are not bundled.
 */
export const appFiles = async (manifest: object, externals: string): Promise<Files> => {
  const files = [
    ...(await readFiles('.', ['host.json', ...(await listBundles())])),
    ...(await readFiles(externals, await listShippedFiles(externals, 'node_modules'))),
    ['package.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
};
