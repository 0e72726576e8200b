import { nodeModule } from './bundle.mjs';

/** The program `hearth`. */
export const local = { ...nodeModule, entryPoints: ['local/hearth.ts'], outdir: 'dist/local', packages: 'external' };

/** The console's page, for the browser. */
export const consolePage = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  entryPoints: ['local/console/page/main.tsx', 'local/console/page/console.css', 'local/console/page/index.html'],
  outdir: 'dist/console',
  loader: { '.html': 'copy' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  metafile: true,
};
