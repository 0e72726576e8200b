import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What all builds share. */
export const nodeModule = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  sourcemap: true,
  logLevel: 'warning',
  metafile: true,
};

// A CommonJS dependency inside an ESM bundle needs its own `require`.
export const requireBanner = {
  js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
};

/** Written by esbuild: what went in, and which module is in which output file. */
export const metaFile = ({ outdir }) => `${outdir}.meta.json`;

/**
 * Builds, then removes the code that earlier builds left. Chunks are named by content, so a running
 * process with the same code keeps its files.
 */
const bundle = async (options) => {
  const begun = new Date();
  const { build } = await import('esbuild');
  const { metafile } = await build(options);
  writeFileSync(metaFile(options), JSON.stringify(metafile));
  const outputs = new Set(Object.keys(metafile.outputs));
  const found = readdirSync(options.outdir, { recursive: true }).filter((name) => /\.js(\.map)?$/.test(name));
  for (const path of found.map((name) => join(options.outdir, name).replaceAll('\\', '/'))) {
    if (!outputs.has(path)) rmSync(path);
  }
  // Dated from the start of the build, so that files changed during the build count as newer.
  utimesSync(metaFile(options), begun, begun);
};

/** Whether no input of the last build has changed since, and all its outputs still exist. */
const isUpToDate = (options) => {
  try {
    const { inputs, outputs } = JSON.parse(readFileSync(metaFile(options), 'utf8'));
    const built = statSync(metaFile(options)).mtimeMs;
    // Inputs with a colon are not files: a plugin made them up.
    const files = Object.keys(inputs).filter((path) => !path.includes(':'));
    const recipes = readdirSync('build').map((name) => join('build', name));
    return (
      [...files, ...recipes, 'package-lock.json'].every((path) => statSync(path).mtimeMs < built) &&
      Object.keys(outputs).every((path) => existsSync(path))
    );
  } catch {
    return false;
  }
};

export const bundleIfStale = async (options) => {
  if (!isUpToDate(options)) await bundle(options);
};
