#!/usr/bin/env node
// Builds what is out of date, then runs the program: `npx hearth` works right after `npm ci`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const parts = process.argv[2] === 'start' ? ['app', 'local'] : ['local'];
const { status } = spawnSync(process.execPath, ['build/build.mjs', ...parts], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  // Standard output belongs to the program.
  stdio: ['ignore', 2, 2],
});
if (status !== 0) process.exit(1);

const program = new URL('../dist/local/hearth.js', import.meta.url);
// The program starts itself again for the functions host, without another look at the build.
process.argv[1] = fileURLToPath(program);
await import(program.href);
