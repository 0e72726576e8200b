import { nodeModule, requireBanner } from './bundle.mjs';

/** The crash simulation. */
export const crash = {
  ...nodeModule,
  entryPoints: ['tests/crash/main.ts'],
  outdir: 'dist/crash',
  external: ['@azure/functions-core', 'esbuild'],
  banner: requireBanner,
};
