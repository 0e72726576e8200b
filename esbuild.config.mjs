// Builds the app (what Azure runs) to dist/app, the laptop cloud to dist/local and the tools to dist/tools; `node esbuild.config.mjs local`
// (or `tools`) builds that part alone, `crash` the simulation of tests/crash to dist/crash.
import { execFileSync } from 'node:child_process';
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
const tools = { ...common, entryPoints: ['tools/cli.ts'], outdir: 'dist/tools', packages: 'external' };

/** What the tools put beside the app after its build. */
const besideApp = ['openapi.json', 'docs.html'];

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
  if (options === app) for (const name of besideApp) made.add(join(options.outdir, name));
  for (const name of readdirSync(options.outdir)) {
    if (!made.has(join(options.outdir, name))) rmSync(join(options.outdir, name), { recursive: true });
  }
};

const part = process.argv[2];
if (part === 'local') await buildInto(local);
else if (part === 'tools') await buildInto(tools);
else if (part === 'crash') await buildInto(crash);
else {
  await Promise.all([app, local, tools].map(buildInto));
  execFileSync(process.execPath, ['dist/tools/cli.js', 'docs', '--out', app.outdir], { stdio: 'inherit' });
}
