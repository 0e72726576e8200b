import { parseArgs } from 'node:util';
import { worldOf } from './failure.ts';
import { worlds } from './worlds.ts';

const usage = `npm run test:crash -- [--runs N] [--seed S] [--depth D]   D calls go wrong, in every way, then N random runs
npm run test:crash -- --world orders                        one of the worlds: orders, events
npm run test:crash -- --seed S --runs 1 --depth 0           the run of one seed
npm run test:crash -- --replay TOKEN                        a run that was printed
npm run test:crash -- --mutants [NAME]                      each guard taken out in turn must be missed`;

const readOptions = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      depth: { type: 'string', default: '2' },
      world: { type: 'string' },
      replay: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });

/** False if a rule was broken, or a mutant was not caught. */
const run = async ({ values, positionals }: ReturnType<typeof readOptions>): Promise<boolean> => {
  const { replay: token } = values;
  if (token !== undefined) {
    const world = worlds.find(({ name }) => name === worldOf(token));
    if (!world) throw new Error('No run printed this.');
    return world.replay(token);
  }
  const seed = Number(values.seed);
  if (values.mutants) {
    const { runMutants } = await import('./run-mutants.ts');
    return runMutants(seed, positionals[0]);
  }
  const chosen = worlds.filter(({ name }) => values.world === undefined || name === values.world);
  if (chosen.length === 0) throw new Error(`Worlds are ${worlds.map(({ name }) => name).join(', ')}.`);
  const depth = Number(values.depth);
  for (const world of chosen) {
    if (depth > 0 && !(await world.exploreAll(depth))) return false;
    if (!(await world.runRandom(Number(values.runs), seed))) return false;
  }
  return true;
};

const options = readOptions();
// Stack traces take a tenth of the time, and those of expected errors are not read.
Error.stackTraceLimit = 0;
if (options.values.help) process.stdout.write(`${usage}\n`);
else if (!(await run(options))) process.exitCode = 1;
