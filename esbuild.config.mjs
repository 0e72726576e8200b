// Builds the app (what Azure runs) to dist/app and the laptop cloud to dist/local; `node esbuild.config.mjs local` builds the latter alone,
// `node esbuild.config.mjs crash` the simulation of tests/crash to dist/crash.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

// A CommonJS dependency inside an ESM bundle needs a `require` of its own.
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  sourcemap: true,
  logLevel: 'warning',
  metafile: true,
};

const app = {
  ...common,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/app',
  external: ['@azure/functions-core', 'sharp'],
  minify: true,
  keepNames: true,
  sourcesContent: false,
  banner,
};

const local = { ...common, entryPoints: ['local/cli.ts'], outdir: 'dist/local', packages: 'external' };

const crash = {
  ...common,
  entryPoints: ['tests/crash/main.ts'],
  outdir: 'dist/crash',
  external: ['@azure/functions-core', 'esbuild'],
  banner,
};

/** Builds, then removes what earlier builds left. Chunks are named by content, so a process that runs the same code keeps what it needs. */
const buildInto = async (options) => {
  const { metafile } = await build(options);
  const made = new Set(Object.keys(metafile.outputs));
  for (const name of readdirSync(options.outdir)) {
    if (!made.has(join(options.outdir, name))) rmSync(join(options.outdir, name), { recursive: true });
  }
};

const parts = { local: [local], crash: [crash] };

await Promise.all((parts[process.argv[2]] ?? [app, local]).map(buildInto));
