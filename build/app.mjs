import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { metaFile, nodeModule, requireBanner } from './bundle.mjs';
import { separateTelemetry } from './telemetry.mjs';
import { tools } from './tools.mjs';

/** What Azure runs. */
export const app = {
  ...nodeModule,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/app',
  // Some Azure packages declare their ES modules only here. Their CommonJS builds would be bundled
  // as a whole.
  mainFields: ['module', 'main'],
  // `debug` uses the last one if it is there, which is so only for development.
  external: ['@azure/functions-core', 'sharp', 'supports-color'],
  // Else it is there twice, and @azure/functions does not see what main registers.
  alias: {
    '@azure/functions-extensions-base':
      './node_modules/@azure/functions-extensions-base/dist/azure-functions-extensions-base.js',
  },
  plugins: [separateTelemetry],
  minify: true,
  sourcesContent: false,
  banner: requireBanner,
};

/** Writes the docs next to the app if the tools are newer. Both have to be built. */
export const writeDocsIfStale = () => {
  const built = statSync(metaFile(tools)).mtimeMs;
  const isCurrent = (path) => existsSync(path) && statSync(path).mtimeMs >= built;
  if (['openapi.json', 'docs.html'].every((name) => isCurrent(join(app.outdir, name)))) return;
  execFileSync(process.execPath, [join(tools.outdir, 'cli.js'), 'docs', '--out', app.outdir], { stdio: 'inherit' });
};
