import { isRecord } from '../is-record.ts';
import type { LockFile } from './lock-closure.ts';

/** The packages that the build does not bundle, except those that the host provides. */
export const externals = ['sharp'] as const;

type Project = { name: string; version: string; main: string; node: string };

export const parseProject = (text: string): Project => {
  const { name, version, main, engines }: Readonly<Record<string, unknown>> = JSON.parse(text);
  const node = isRecord(engines) ? engines.node : undefined;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof main !== 'string' || typeof node !== 'string') {
    throw new Error('package.json needs name, version, main and engines.node.');
  }
  return { name, version, main, node };
};

/**
 * The package.json of the deployed app: what the host reads, and what Node needs to load the rest.
 */
export const appManifest = ({ name, version, main, node }: Project, closure: LockFile) => ({
  name,
  version,
  private: true,
  type: 'module',
  main,
  engines: { node },
  dependencies: Object.fromEntries(externals.map((each) => [each, String(closure[`node_modules/${each}`]?.version)])),
});

export type AppManifest = ReturnType<typeof appManifest>;

/**
 * A lock file for that manifest. `npm ci` then checks each package against the integrity in the
 * project's lock file.
 */
export const appLockFile = (manifest: AppManifest, closure: LockFile) => {
  const { name, version, dependencies, engines } = manifest;
  return {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name, version, dependencies, engines }, ...closure },
  };
};
