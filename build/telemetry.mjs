import { nodeModule, requireBanner } from './bundle.mjs';

/** What exports traces and metrics. The app loads it only if that is wanted. */
export const telemetry = {
  ...nodeModule,
  entryPoints: ['src/adapters/telemetry/load-sink.ts'],
  outdir: 'dist/telemetry',
  mainFields: ['module', 'main'],
  external: ['supports-color'],
  minify: true,
  sourcesContent: false,
  banner: requireBanner,
};

/** Keeps it out of the bundle of the app. Both are in `dist`. */
export const separateTelemetry = {
  name: 'separate-telemetry',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/telemetry\/load-sink\.ts$/ }, () => ({ path: '../telemetry/load-sink.js', external: true })),
};
