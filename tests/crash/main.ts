import { parseArgs } from 'node:util';
import { explore } from './explore.ts';
import { type Failure, fromToken, replay, runSeed } from './failure.ts';
import { explorationTable, failureReport, summaryTable } from './report.ts';
import { shrink } from './shrink.ts';
import { addStats, noStats } from './stats.ts';

const usage = `npm run test:crash -- [--runs N] [--seed S] [--depth D]   D calls go wrong, in every way, then N random runs
npm run test:crash -- --seed S --runs 1 --depth 0           the run of one seed
npm run test:crash -- --replay TOKEN                        a run that was printed
npm run test:crash -- --mutants [NAME]                      each guard taken out in turn must be missed`;

const PROGRESS_MS = 2_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const progress = () => {
  let next = Date.now() + PROGRESS_MS;
  const began = Date.now();
  return (what: string, runs: number): void => {
    if (runs % 64 !== 0 || Date.now() < next) return;
    next = Date.now() + PROGRESS_MS;
    const perSecond = Math.round((runs * 1000) / (Date.now() - began));
    process.stderr.write(`  ${what}: ${runs.toLocaleString('en')} runs, ${perSecond} a second\n`);
  };
};

const reportFailure = async (failure: Failure, seed?: number): Promise<void> => {
  const small = await shrink(failure);
  say(failureReport(small, await replay(small, true), seed));
  process.exitCode = 1;
};

const exploreAll = async (depth: number): Promise<boolean> => {
  const show = progress();
  const rows = new Map<string, number[]>();
  const total = noStats();
  let runs = 0;
  for await (const { scenario, depth: deep, outcome, failure } of explore(depth)) {
    if (failure) {
      await reportFailure(failure);
      return false;
    }
    const counts = rows.get(scenario) ?? Array.from({ length: depth + 1 }, () => 0);
    counts[deep] = (counts[deep] ?? 0) + 1;
    rows.set(scenario, counts);
    addStats(total, outcome.stats);
    show(scenario, ++runs);
  }
  say(explorationTable(rows));
  say(summaryTable(runs, total));
  return true;
};

const runRandom = async (runs: number, seed: number): Promise<boolean> => {
  const show = progress();
  const total = noStats();
  const began = Date.now();
  for (let run = 0; run < runs; run++) {
    const { outcome, failure } = await runSeed(seed + run);
    if (failure) {
      say(`run ${run + 1} of ${runs} failed: seed ${seed + run}`);
      await reportFailure(failure, seed + run);
      return false;
    }
    addStats(total, outcome.stats);
    show('random', run + 1);
  }
  say(
    `${runs.toLocaleString('en')} random runs, seeds ${seed} to ${seed + runs - 1}, in ${Math.round((Date.now() - began) / 1000)} s`,
  );
  say(summaryTable(runs, total));
  return true;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      depth: { type: 'string', default: '2' },
      replay: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(usage);
  // Stack traces take a tenth of the time, and those of expected errors are not read.
  Error.stackTraceLimit = 0;
  if (values.replay !== undefined) {
    const run = fromToken(values.replay);
    const outcome = await replay(run, true);
    say(failureReport({ ...run, broken: outcome.broken ?? 'nothing' }, outcome));
    if (outcome.broken !== undefined) process.exitCode = 1;
    return;
  }
  if (values.mutants) {
    const { runMutants } = await import('./run-mutants.ts');
    if (!(await runMutants(Number(values.seed), positionals[0]))) process.exitCode = 1;
    return;
  }
  const depth = Number(values.depth);
  if (depth > 0 && !(await exploreAll(depth))) return;
  await runRandom(Number(values.runs), Number(values.seed));
};

await main();
