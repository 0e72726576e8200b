import { nodeModule } from './bundle.mjs';

/** The benchmark, and the processes that it and some tests start. */
export const bench = {
  ...nodeModule,
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
