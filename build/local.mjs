import { nodeModule } from './bundle.mjs';

/** The program `hearth`. */
export const local = { ...nodeModule, entryPoints: ['local/hearth.ts'], outdir: 'dist/local', packages: 'external' };

/** What all pages for the browser share. */
const page = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  loader: { '.html': 'copy', '.svg': 'copy', '.woff2': 'file' },
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
  entryPoints: ['main.tsx', 'console.css', 'index.html', 'icon.svg'].map((file) => `local/console/page/${file}`),
  outdir: 'dist/console',
};

export const shopPage = {
  ...page,
  entryPoints: ['local/shop/page/main.tsx', 'local/shop/page/shop.css', 'local/shop/page/index.html'],
  outdir: 'dist/shop',
};
