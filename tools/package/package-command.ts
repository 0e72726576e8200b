import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import scalar from '../openapi/reference/scalar.json' with { type: 'json' };
import { appFiles, type Files } from './app-files.ts';
import { appManifest, externals, parseProject } from './app-manifest.ts';
import { billOfMaterials, bundledFiles, packagesOf } from './bill-of-materials.ts';
import { withExternals } from './install-externals.ts';
import { lockClosure, parseLockFile } from './lock-closure.ts';
import { unzipFiles, zipFiles } from './zip-files.ts';

export const APP_FOLDER = 'out/app';
export const ZIP = 'out/app.zip';
const BILL = 'out/app.cdx.json';

const collectFiles = async (): Promise<Files> => {
  const project = parseProject(await readFile('package.json', 'utf8'));
  const closure = lockClosure(parseLockFile(await readFile('package-lock.json', 'utf8')), externals);
  const manifest = appManifest(project, closure);
  return withExternals(manifest, closure, (folder) => appFiles(manifest, folder));
};

const writeBill = async (files: Files, sha256: string): Promise<void> => {
  const { name, version } = parseProject(await readFile('package.json', 'utf8'));
  const lock = parseLockFile(await readFile('package-lock.json', 'utf8'));
  const metaFiles = ['dist/app.meta.json', 'dist/telemetry.meta.json'].map((file) => readFile(file, 'utf8'));
  const bundled = (await Promise.all(metaFiles)).flatMap(bundledFiles);
  const packages = packagesOf([...bundled, ...files.keys()]);
  await writeFile(
    BILL,
    `${JSON.stringify(billOfMaterials({ name, version, sha256, packages, vendored: [scalar] }, lock), null, 2)}\n`,
  );
};

const writeFolder = async (files: Files): Promise<void> => {
  await rm(APP_FOLDER, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(APP_FOLDER, path)), { recursive: true });
    await writeFile(join(APP_FOLDER, path), bytes);
  }
};

/** The group of a file in the listing: its package, the bundle, or the file itself. */
const groupName = (path: string): string =>
  /^(node_modules\/(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*)\//.exec(path)?.[1] ??
  /^(dist\/[^/]+)\//.exec(path)?.[1] ??
  path;

const formatRow = (bytes: number, name: string): string => `${String(bytes).padStart(10)}  ${name}`;

const listGroups = (files: Files): readonly string[] => {
  const groups = new Map<string, { count: number; bytes: number }>();
  for (const [path, { byteLength }] of files) {
    const { count, bytes } = groups.get(groupName(path)) ?? { count: 0, bytes: 0 };
    groups.set(groupName(path), { count: count + 1, bytes: bytes + byteLength });
  }
  return [...groups].map(([name, { count, bytes }]) => formatRow(bytes, count > 1 ? `${name} (${count} files)` : name));
};

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the app to out/app, packs it with a bill of materials as out/app.zip, lists it. */
export const packageApp = async ({ list = false }: { list?: boolean } = {}): Promise<void> => {
  const files = await collectFiles();
  const zip = zipFiles(files);
  await writeFolder(files);
  await writeFile(ZIP, zip);
  const sha256 = hashOf(zip);
  await writeBill(files, sha256);
  const total = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const each = [...files].map(([path, { byteLength }]) => formatRow(byteLength, path));
  const sums = [formatRow(total, `${APP_FOLDER} (${files.size} files)`), formatRow(zip.byteLength, ZIP)];
  process.stdout.write(`${[...(list ? each : listGroups(files)), ...sums].join('\n')}\n    sha256  ${sha256}\n`);
};

/** Unpacks a package to out/app, and copies it to out/app.zip unless it is that file. */
export const unpackApp = async (zip: string): Promise<void> => {
  const bytes = await readFile(zip);
  await writeFolder(unzipFiles(bytes));
  await writeFile(ZIP, bytes);
  process.stdout.write(`${zip}\n    sha256  ${hashOf(bytes)}\n`);
};

export const packageCommand = (): Command =>
  new Command('package')
    .description(
      `Write the deployable app to ${APP_FOLDER}, pack it as ${ZIP}, and list its packages in ${BILL} (CycloneDX). The same sources give the same bytes.`,
    )
    .option('--list', 'print every file', false)
    .action(packageApp);
