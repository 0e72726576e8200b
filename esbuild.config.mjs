// Builds the app (what Azure runs) to dist/app, the program `hearth` to dist/local and the tools to
// dist/tools. With an argument:
//   start         only those of the three that are out of date
//   local, tools  only that one, if it is out of date
//   bundle        the app and the probe of its files, those that are out of date
//   watch         the app, again after every change
//   crash         the simulation of tests/crash, to dist/crash
//   bench         everything, and the benchmark with what it compares
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A CommonJS dependency inside an ESM bundle needs its own `require`.
const banner = {
  js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
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
  // Some Azure packages declare their ES modules only here. Their CommonJS builds would be bundled
  // as a whole.
  mainFields: ['module', 'main'],
  external: ['@azure/functions-core', 'sharp'],
  minify: true,
  sourcesContent: false,
  banner,
};

/** Keeps our files as separate files, like a build without a bundler. */
const unbundled = {
  name: 'unbundled',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^everything$/ }, () => ({ path: 'everything', namespace: 'generated' }));
    onLoad({ filter: /.*/, namespace: 'generated' }, () => ({
      contents: sources('src')
        .map((file) => `import './${file.replace(/\.ts$/, '.js')}';`)
        .join('\n'),
    }));
    onResolve({ filter: /^\.{1,2}\// }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};

const sources = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

/** What `npm run bench` compares with: the app without a bundler, with all imports at the top. */
const naive = {
  ...common,
  splitting: false,
  entryPoints: [...sources('src'), { in: 'everything', out: 'main' }],
  outdir: 'dist/naive',
  outbase: '.',
  packages: 'external',
  plugins: [unbundled],
};

const bench = {
  ...common,
  entryPoints: [
    'tests/bench/cli.ts',
    'tests/bench/cold-start/app-process.ts',
    'tests/bench/images/image-process.ts',
    'tests/bench/bare/bare-app.ts',
    'tests/bench/processes/probe.ts',
  ],
  outdir: 'dist/bench',
  packages: 'external',
};

/** Bundled like the app: `npm run bench -- identity` measures the cost of such files. */
const identity = { ...app, entryPoints: ['tests/bench/identity/credential-process.ts'], outdir: 'dist/identity' };

/** The bare handler, bundled like the app, to compare its first order with ours. */
const bare = { ...app, entryPoints: ['tests/bench/bare/bare-app.ts'], outdir: 'dist/bare' };

const local = { ...common, entryPoints: ['local/hearth.ts'], outdir: 'dist/local', packages: 'external' };
const tools = { ...common, entryPoints: ['tools/cli.ts'], outdir: 'dist/tools', packages: 'external' };

/** Files that the tools write next to the app after its build. */
const besideApp = ['openapi.json', 'docs.html'];

const crash = {
  ...common,
  entryPoints: ['tests/crash/main.ts'],
  outdir: 'dist/crash',
  external: ['@azure/functions-core', 'esbuild'],
  banner,
};

/**
 * Builds, then removes files that earlier builds left. Chunks are named by content, so a running
 * process with the same code keeps its files.
 */
const buildInto = async (options) => {
  const begun = new Date();
  const { build } = await import('esbuild');
  const { metafile } = await build(options);
  const made = new Set(Object.keys(metafile.outputs));
  if (options === app) for (const name of besideApp) made.add(join(options.outdir, name));
  // Which module is in which file. The tests of the byte budgets read it.
  const meta = `${options.outdir}.meta.json`;
  writeFileSync(meta, JSON.stringify(metafile));
  for (const entry of readdirSync(options.outdir, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name);
    if (entry.isFile() && !made.has(name)) rmSync(name);
  }
  // Written last, but dated from the start of the build, so that files changed during the build
  // count as newer.
  utimesSync(meta, begun, begun);
};

/** Whether no input of the last build has changed since, and all its outputs still exist. */
const isUpToDate = ({ outdir }) => {
  try {
    const meta = `${outdir}.meta.json`;
    const { inputs, outputs } = JSON.parse(readFileSync(meta, 'utf8'));
    const built = statSync(meta).mtimeMs;
    const read = [...Object.keys(inputs), 'esbuild.config.mjs', 'package-lock.json'];
    return (
      read.every((path) => statSync(path).mtimeMs < built) && Object.keys(outputs).every((path) => existsSync(path))
    );
  } catch {
    return false;
  }
};

const buildIfStale = async (options) => {
  if (!isUpToDate(options)) await buildInto(options);
};

const describeApp = () =>
  execFileSync(process.execPath, ['dist/tools/cli.js', 'docs', '--out', app.outdir], { stdio: 'inherit' });

/** Builds the app after every change. Tells the parent process of each build that worked. */
const watchApp = async () => {
  const { context } = await import('esbuild');
  const reportSuccess = {
    name: 'report-success',
    setup: ({ onEnd }) => onEnd(({ errors }) => void (errors.length === 0 && process.send('built'))),
  };
  // Files of earlier builds stay until the next `npm run build`: the running app still loads them.
  const { watch } = await context({ ...app, plugins: [reportSuccess] });
  process.once('disconnect', () => process.exit());
  await watch();
};

const part = process.argv[2];
if (part === 'watch') await watchApp();
else if (part === 'local') await buildIfStale(local);
else if (part === 'tools') await buildIfStale(tools);
else if (part === 'bundle') await Promise.all([app, bench].map(buildIfStale));
else if (part === 'crash') await buildInto(crash);
else if (part === 'start') {
  const stale = [app, local, tools].filter((options) => !isUpToDate(options));
  await Promise.all(stale.map(buildInto));
  const isDescribed = besideApp.every((name) => existsSync(join(app.outdir, name)));
  if (!isDescribed || stale.includes(app) || stale.includes(tools)) describeApp();
} else {
  const all = part === 'bench' ? [app, local, tools, naive, bench, identity, bare] : [app, local, tools];
  await Promise.all(all.map(buildInto));
  describeApp();
}
