import { isRecord } from '../is-record.ts';
/** One package of a lock file, with the fields that are needed here. */
export type LockedPackage = Readonly<Record<string, unknown>>;
export type LockFile = Readonly<Record<string, LockedPackage>>;

/** The packages of a lock file of version 3, by their paths. Throws on anything else. */
export const parseLockFile = (text: string): LockFile => {
  const lock: unknown = JSON.parse(text);
  if (!isRecord(lock) || lock.lockfileVersion !== 3 || !isRecord(lock.packages)) {
    throw new Error('package-lock.json does not have version 3.');
  }
  const entries = Object.entries(lock.packages).map(([path, entry]): [string, LockedPackage] => {
    if (!isRecord(entry)) throw new Error(`package-lock.json: ${path} is not a package.`);
    return [path, entry];
  });
  return Object.fromEntries(entries);
};

const listDependencies = (entry: LockedPackage, field: 'dependencies' | 'optionalDependencies'): readonly string[] =>
  isRecord(entry[field]) ? Object.keys(entry[field]) : [];

/** Where Node finds `name` from the package at `from`; undefined if it is not in the lock file. */
const resolvePackage = (packages: LockFile, from: string, name: string): string | undefined => {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const path = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (path in packages) return path;
    if (base === '') return undefined;
  }
};

/** `names` and all that they need, with their paths and integrity in `packages`. */
export const lockClosure = (packages: LockFile, names: readonly string[]): LockFile => {
  const found = new Map<string, LockedPackage>();
  const visit = (from: string, name: string, optional: boolean): void => {
    const path = resolvePackage(packages, from, name);
    const entry = path === undefined ? undefined : packages[path];
    if (path === undefined || entry === undefined) {
      if (optional) return;
      throw new Error(`package-lock.json has no ${name}, which ${from === '' ? 'the app' : from} needs.`);
    }
    if (found.has(path)) return;
    const { dev: _, ...kept } = entry;
    found.set(path, kept);
    for (const each of listDependencies(entry, 'dependencies')) visit(path, each, false);
    for (const each of listDependencies(entry, 'optionalDependencies')) visit(path, each, true);
  };
  for (const name of names) visit('', name, false);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};
