import { nodeModule } from './bundle.mjs';

/** What describes and ships the app. */
export const tools = { ...nodeModule, entryPoints: ['tools/cli.ts'], outdir: 'dist/tools', packages: 'external' };
