// Builds the app (what Azure runs) to dist/app and the laptop cloud to dist/local.
import { existsSync } from 'node:fs';
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
};

await Promise.all([
  build({
    ...common,
    entryPoints: ['src/main.ts'],
    outdir: 'dist/app',
    external: ['@azure/functions-core', 'sharp'],
    minify: true,
    keepNames: true,
    sourcesContent: false,
    banner,
    metafile: true,
  }),
  existsSync('local/cli.ts') &&
    build({ ...common, entryPoints: ['local/cli.ts'], outdir: 'dist/local', packages: 'external' }),
]);
