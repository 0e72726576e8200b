import { isRecord } from '../is-record.ts';
import type { LockedPackage, LockFile } from './lock-closure.ts';

/** Where a package is: `node_modules/a`, or `node_modules/a/node_modules/b`. */
const PACKAGE_PATH = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The packages that these files belong to. */
export const packagesOf = (files: Iterable<string>): readonly string[] => {
  const paths = [...files].flatMap((file) => PACKAGE_PATH.exec(file)?.[1] ?? []);
  return [...new Set(paths)].sort();
};

/** The files whose code is in a bundle, from the meta file of the bundler. */
export const bundledFiles = (metaFile: string): readonly string[] => {
  const {
    outputs,
  }: { outputs: Readonly<Record<string, { inputs: Readonly<Record<string, { bytesInOutput: number }>> }>> } =
    JSON.parse(metaFile);
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const urlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licensesOf = (license: unknown) => {
  if (typeof license !== 'string') return [];
  return [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }];
};

const hashesOf = (integrity: unknown) => {
  const [algorithm, base64 = ''] = String(integrity).split('-');
  if (algorithm !== 'sha512') throw new Error(`A package has no sha512 in package-lock.json: ${String(integrity)}`);
  return [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }];
};

const componentOf = (path: string, { version, license, integrity }: LockedPackage) => {
  const name = nameOf(path);
  const purl = urlOf(name, String(version));
  const licenses = licensesOf(license);
  const hashes = hashesOf(integrity);
  return { type: 'library', 'bom-ref': purl, name, version: String(version), purl, hashes, licenses };
};

/** The package of a file that is kept in the repository, with the checksum of its script. */
type VendoredPackage = { name: string; version: string; license: string; sha256: string };

const vendoredComponent = ({ name, version, license, sha256 }: VendoredPackage) => {
  const purl = urlOf(name, version);
  const hashes = [{ alg: 'SHA-256', content: sha256 }];
  return { type: 'library', 'bom-ref': purl, name, version, purl, hashes, licenses: licensesOf(license) };
};

export type Contents = {
  name: string;
  version: string;
  /** Of the zip, in hex. */
  sha256: string;
  /** Where the packages are whose code is in the zip. */
  packages: readonly string[];
  /** Packages in the zip that npm did not install. */
  vendored?: readonly VendoredPackage[];
};

/**
 * What is in the package, in the format CycloneDX: each package with the checksum by which npm
 * installed it. It has no date and no serial number, so the same package has the same bill.
 */
export const billOfMaterials = ({ name, version, sha256, packages, vendored = [] }: Contents, lock: LockFile) => {
  const installed = packages.map((path) => {
    const entry = lock[path];
    if (!isRecord(entry)) throw new Error(`package-lock.json has no ${path}, but the app contains code from it.`);
    return componentOf(path, entry);
  });
  const components = [...installed, ...vendored.map(vendoredComponent)];
  const byReference = new Map(components.map((component) => [component['bom-ref'], component]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': name,
        name,
        version,
        hashes: [{ alg: 'SHA-256', content: sha256 }],
      },
    },
    components: [...byReference.values()],
  };
};
