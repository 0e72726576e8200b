import { eventSimulation } from './events/event-simulation.ts';
import { explore } from './explore.ts';
import { type Failure, fromToken, replay, runSeed } from './failure.ts';
import { orderSimulation } from './order-simulation.ts';
import { explorationTable, failureReport, summaryTable } from './report.ts';
import { shrink } from './shrink.ts';
import { addCounts, type Counts, type Simulation } from './simulation.ts';

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

const reportFailure = async <P>(simulation: Simulation<P>, failure: Failure<P>, seed?: number): Promise<void> => {
  const small = await shrink(simulation, failure);
  say(failureReport(simulation, small, await replay(simulation, small, true), seed));
};

const exploreAll = async <P>(simulation: Simulation<P>, depth: number): Promise<boolean> => {
  const show = progress();
  const rows = new Map<string, number[]>();
  const total: Counts = {};
  let runs = 0;
  for await (const { scenario, depth: deep, outcome, failure } of explore(simulation, depth)) {
    if (failure) {
      await reportFailure(simulation, failure);
      return false;
    }
    const counts = rows.get(scenario) ?? Array.from({ length: depth + 1 }, () => 0);
    counts[deep] = (counts[deep] ?? 0) + 1;
    rows.set(scenario, counts);
    addCounts(total, outcome.stats);
    show(scenario, ++runs);
  }
  say(explorationTable(rows));
  say(summaryTable(simulation.labels, runs, total));
  return true;
};

const runRandom = async <P>(simulation: Simulation<P>, runs: number, seed: number): Promise<boolean> => {
  const { name, labels } = simulation;
  const show = progress();
  const total: Counts = {};
  const began = Date.now();
  for (let run = 0; run < runs; run++) {
    const { outcome, failure } = await runSeed(simulation, seed + run);
    if (failure) {
      say(`run ${run + 1} of ${runs} of ${name} failed: seed ${seed + run}`);
      await reportFailure(simulation, failure, seed + run);
      return false;
    }
    addCounts(total, outcome.stats);
    show(name, run + 1);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const seeds = `seeds ${seed} to ${seed + runs - 1}`;
  say(`${runs.toLocaleString('en')} random runs of ${name}, ${seeds}, in ${seconds} s`);
  say(summaryTable(labels, runs, total));
  return true;
};

const replayToken = async <P>(simulation: Simulation<P>, token: string): Promise<boolean> => {
  const run = fromToken(simulation, token);
  const outcome = await replay(simulation, run, true);
  say(failureReport(simulation, { ...run, broken: outcome.broken ?? 'nothing' }, outcome));
  return outcome.broken === undefined;
};

/** What can be asked of a world. Each prints what it found, and says whether no rule was broken. */
type World = {
  name: string;
  exploreAll: (depth: number) => Promise<boolean>;
  runRandom: (runs: number, seed: number) => Promise<boolean>;
  replay: (token: string) => Promise<boolean>;
};

const openWorld = <P>(simulation: Simulation<P>): World => ({
  name: simulation.name,
  exploreAll: (depth) => exploreAll(simulation, depth),
  runRandom: (runs, seed) => runRandom(simulation, runs, seed),
  replay: (token) => replayToken(simulation, token),
});

export const worlds: readonly World[] = [openWorld(orderSimulation), openWorld(eventSimulation)];
