import Table from 'cli-table3';
import { type Failure, tokenOf } from './failure.ts';
import type { Action, Plan } from './plan.ts';
import type { Outcome } from './simulate.ts';
import type { Stats } from './stats.ts';

const style = { head: [], border: [], compact: true };

const count = (n: number): string => n.toLocaleString('en');

const labels: Record<keyof Stats, string> = {
  portCalls: 'port calls',
  deliveries: 'messages delivered',
  crashes: 'crashes of a process',
  failedCalls: 'failed calls, before or after their effect',
  stalls: 'stalls until the order was through',
  staleReads: 'stale reads',
  latestReads: 'reads of orders that cannot be stale',
  lateSends: 'sends that failed or were late',
  duplicatesSwallowed: 'duplicates swallowed',
  lockLosses: 'locks lost under a running handler',
  retryCopies: 'retry copies',
  relayed: 'sent again by the relay',
  attentions: 'marked for attention',
  deadLetters: 'dead letters',
  operatorRetries: "operator's retries",
  lettersReplayed: 'dead letters replayed',
  reconciled: 'reconciliations',
  reconcileRepairs: '  reservations given back by them',
  clientRetries: 'clients tried again',
  replays: 'answered from the stored order',
  refused: 'refused because of price, currency or sale',
  lostRaces: 'writes that lost a race',
  cancelsWon: '  of them against a cancel',
  orders: 'orders',
  confirmed: '  confirmed',
  rejected: '  rejected',
  cancelled: '  cancelled',
  shipped: '  shipped',
};

export const summaryTable = (runs: number, stats: Stats): string => {
  const table = new Table({ head: ['runs', count(runs)], style, colAligns: ['left', 'right'] });
  const isName = (name: string): name is keyof Stats => name in stats;
  for (const name of Object.keys(labels).filter(isName)) table.push([labels[name], count(stats[name])]);
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

const actionText = (action: Action): string => {
  if (action.do === 'operate') return 'operator retries';
  if (action.do === 'replay') return 'operator replays dead letters';
  if (action.do === 'reconcile') return 'reconcile';
  if (action.do === 'restock') return `restock p${action.product} with ${action.units}`;
  if (action.do === 'offer') return `offer p${action.product} ${action.as}`;
  return `${action.do} key-${action.key}${action.do === 'cancel' && action.when ? ' once confirmed' : ''}`;
};

export const planLines = ({ units, maxAttempts, outage, lanes }: Plan): string[] => [
  `stock ${units.map((n, product) => `p${product}: ${n}`).join(', ')}; ${maxAttempts} attempts${outage ? `; ${outage} fails most of the time` : ''}`,
  ...lanes.map((lane, n) => `client ${n + 1}: ${lane.map(actionText).join(', then ')}`),
];

/** What it takes to investigate: the plan, the timeline and the command that repeats the run. */
export const failureReport = (failure: Failure, outcome: Outcome, seed?: number): string =>
  [
    `FAILED: ${failure.broken}`,
    '',
    ...planLines(failure.plan),
    '',
    ...outcome.timeline,
    '',
    ...(seed === undefined ? [] : [`as it was found:  npm run test:crash -- --depth 0 --runs 1 --seed ${seed}`]),
    `as shown above:   npm run test:crash -- --replay ${tokenOf(failure)}`,
  ].join('\n');
