import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Tally } from './render-mutations.ts';

const run = promisify(execFile);

it('renders or rejects 200 damaged files, and neither crashes nor hangs', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hearth-mutations-'));
  try {
    const program = join(directory, 'render-mutations.cjs');
    const entry = join(__dirname, 'render-mutations.ts');
    const bundling = ['--bundle', '--platform=node', '--format=cjs', '--external:sharp', '--log-level=error'];
    await run(resolve('node_modules/.bin/esbuild'), [entry, ...bundling, `--outfile=${program}`]);

    const env = { ...process.env, NODE_PATH: resolve('node_modules') };
    const { stdout } = await run(process.execPath, [program], { env, timeout: 25_000 });
    const { outcomes, faults }: Tally = JSON.parse(stdout);
    expect(faults).toEqual([]);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(200);
    expect(outcomes.rendered).toBeGreaterThan(0);
    expect(outcomes.corrupt).toBeGreaterThan(0);
  } finally {
    await rm(directory, { recursive: true });
  }
});
