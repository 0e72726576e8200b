import Table from 'cli-table3';
import { type Failure, tokenOf } from './failure.ts';
import type { Counts, Outcome, Simulation } from './simulation.ts';

const style = { head: [], border: [], compact: true };

const count = (n: number): string => n.toLocaleString('en');

export const summaryTable = (
  labels: Readonly<Record<string, string>>,
  runs: number,
  stats: Readonly<Counts>,
): string => {
  const table = new Table({ head: ['runs', count(runs)], style, colAligns: ['left', 'right'] });
  for (const [name, label] of Object.entries(labels)) table.push([label, count(stats[name] ?? 0)]);
  return table.toString();
};

const ways = ['nothing goes wrong', 'one thing', 'pairs', 'triples'];

/** Runs per scenario, by how many things went wrong. */
export const explorationTable = (rows: ReadonlyMap<string, readonly number[]>): string => {
  const [first] = rows.values();
  const table = new Table({ head: ['every way to go wrong', ...ways.slice(0, first?.length ?? 0)], style });
  for (const [scenario, counts] of rows) table.push([scenario, ...counts.map(count)]);
  return table.toString();
};

/** What it takes to investigate: the plan, the timeline and the command that repeats the run. */
export const failureReport = <P>(
  simulation: Simulation<P>,
  failure: Failure<P>,
  outcome: Outcome,
  seed?: number,
): string =>
  [
    `FAILED: ${failure.broken}`,
    '',
    ...simulation.describePlan(failure.plan),
    '',
    ...outcome.timeline,
    '',
    ...(seed === undefined
      ? []
      : [`as it was found:  npm run test:crash -- --world ${simulation.name} --depth 0 --runs 1 --seed ${seed}`]),
    `as shown above:   npm run test:crash -- --replay ${tokenOf(simulation, failure)}`,
  ].join('\n');
