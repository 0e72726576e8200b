import { nodeModule } from './bundle.mjs';

/** The program `hearth`. */
export const local = { ...nodeModule, entryPoints: ['local/hearth.ts'], outdir: 'dist/local', packages: 'external' };
