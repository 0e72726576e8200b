import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { build, type Plugin } from 'esbuild';
import type { Edit, Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const execFileAsync = promisify(execFile);

const RUNS = 1_000;

/** Edits the text in memory while it is bundled. Throws unless `find` occurs exactly once. */
export const editSource = (text: string, { file, find, put }: Edit): string => {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places of: ${find}`);
  return parts.join(put);
};

const mutating = (edits: readonly Edit[]): Plugin => ({
  name: 'mutating',
  setup: ({ onLoad }) => {
    const files = new Set(edits.map(({ file }) => resolve(file)));
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!files.has(path)) return undefined;
      const text = await readFile(path, 'utf8');
      const contents = edits.filter(({ file }) => resolve(file) === path).reduce(editSource, text);
      return { contents, loader: 'ts' };
    });
  },
});

export type Caught = { run: number; seed: number; broken: string; token: string; smallest: readonly string[] };

const isCaught = (said: unknown): said is Caught => typeof Object(said).run === 'number';

/** How the mutant fails in a thousand random runs from the seed on; undefined if it does not. */
export const runMutant = async ({ world, edits }: Mutant, seed: number): Promise<Caught | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-mutant-'));
  try {
    const outfile = join(folder, 'mutant.mjs');
    await build({
      entryPoints: ['tests/crash/first-failure.ts'],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      outfile,
      logLevel: 'warning',
      external: ['@azure/functions-core'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      plugins: [mutating(edits)],
    });
    const { stdout } = await execFileAsync(process.execPath, [outfile, world, String(RUNS), String(seed)]);
    const said: unknown = JSON.parse(stdout);
    return isCaught(said) ? said : undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Prints how each mutant (or the named one) fails. False if one does not. */
export const runMutants = async (seed: number, name?: string): Promise<boolean> => {
  const chosen = mutants.filter((mutant) => name === undefined || mutant.name === name);
  if (chosen.length === 0) throw new Error(`Mutants are ${mutants.map((mutant) => mutant.name).join(', ')}.`);
  const table = new Table({
    head: ['without', 'fails in run', 'seed', 'because', 'smallest case'],
    style: { head: [], border: [] },
  });
  let all = true;
  for (const mutant of chosen) {
    const caught = await runMutant(mutant, seed);
    all &&= caught !== undefined;
    if (!caught) table.push([mutant.without, `NOT in ${RUNS}`, '', '', '']);
    else table.push([mutant.without, caught.run, caught.seed, caught.broken, caught.smallest.join('\n')]);
  }
  process.stdout.write(`${table.toString()}\n`);
  return all;
};
