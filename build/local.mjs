import { nodeModule } from './bundle.mjs';

/** The program `hearth`. */
export const local = { ...nodeModule, entryPoints: ['local/hearth.ts'], outdir: 'dist/local', packages: 'external' };

/** What all pages for the browser share. */
const page = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  loader: { '.html': 'copy', '.woff2': 'file' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  metafile: true,
};

export const consolePage = {
  ...page,
  entryPoints: ['local/console/page/main.tsx', 'local/console/page/console.css', 'local/console/page/index.html'],
  outdir: 'dist/console',
};

export const shopPage = {
  ...page,
  entryPoints: ['local/shop/page/main.tsx', 'local/shop/page/shop.css', 'local/shop/page/index.html'],
  outdir: 'dist/shop',
};
