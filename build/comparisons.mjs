import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app } from './app.mjs';
import { nodeModule } from './bundle.mjs';

const sources = readdirSync('src', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

/** Not what exports telemetry: both builds load it only if that is wanted. */
const atStart = sources.filter((file) => !file.startsWith('src/adapters/telemetry/'));

/** Keeps our files as separate files, like a build without a bundler. */
const unbundled = {
  name: 'unbundled',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^everything$/ }, () => ({ path: 'everything', namespace: 'generated' }));
    onLoad({ filter: /.*/, namespace: 'generated' }, () => ({
      contents: atStart.map((file) => `import './${file.replace(/\.ts$/, '.js')}';`).join('\n'),
    }));
    // Node finds no names in this package, neither in its ES module nor in its CommonJS.
    onResolve({ filter: /^@azure\/functions-extensions-base$/ }, ({ path }) => ({ path: resolve(app.alias[path]) }));
    onResolve({ filter: /^\.{1,2}\// }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};

/** The app without a bundler, with all imports at the top. */
const naive = {
  ...nodeModule,
  splitting: false,
  entryPoints: [...sources, { in: 'everything', out: 'main' }],
  outdir: 'dist/naive',
  outbase: '.',
  packages: 'external',
  plugins: [unbundled],
};

/** Bundled like the app: `npm run bench -- identity` measures the cost of such files. */
const identity = { ...app, entryPoints: ['tests/bench/identity/credential-process.ts'], outdir: 'dist/identity' };

/** The bare handler, bundled like the app, to compare its first order with ours. */
const bare = { ...app, entryPoints: ['tests/bench/bare/bare-app.ts'], outdir: 'dist/bare' };

/** What the benchmark compares the app with. */
export const comparisons = [naive, identity, bare];
