import { randomRun } from './random-run.ts';
import { simulate } from './simulate.ts';
import { addStats, noStats } from './stats.ts';
const from = Number(process.argv[2] ?? 1), n = Number(process.argv[3] ?? 1000);
const total = noStats();
const t = process.hrtime.bigint();
let decisionsN = 0;
let bad = 0;
for (let i = 0; i < n; i++) {
  const { plan, decisions } = randomRun(from + i);
  const o = await simulate(plan, decisions);
  decisionsN += decisions.taken.length;
  addStats(total, o.stats);
  if (o.broken) { console.log(from + i, o.broken); if (++bad > 10) break; }
}
console.log(total, decisionsN / n, 'decisions', n / (Number(process.hrtime.bigint() - t) / 1e9), 'runs/s');
if (n === 1) { const { plan, decisions } = randomRun(from); const o = await simulate(plan, decisions, true); console.log(JSON.stringify(plan)); console.log(o.timeline.join('\n')); }
