import { type Decisions, type Rates, random } from './decisions.ts';
import { type Plan, randomPlan } from './plan.ts';
import { seededRandom } from './seeded-random.ts';

const pickOf = (next: () => number, choices: readonly number[]): number =>
  choices[Math.floor(next() * choices.length)] ?? 0;

/** Some bugs show with few deviations, some with many, so each run has its own rates. */
const randomRates = (next: () => number): Rates => ({
  pick: pickOf(next, [0, 0.02, 0.05, 0.1, 0.3, 0.7]),
  fate: pickOf(next, [0, 0.01, 0.03, 0.06, 0.1, 0.3]),
  outage: pickOf(next, [0.5, 0.8, 0.95]),
  stale: pickOf(next, [0, 0.1, 0.5, 0.8]),
  home: pickOf(next, [0, 0.3, 0.6]),
  wait: 0.3,
  late: 0.5,
});

/** The run that a seed stands for. */
export const randomRun = (seed: number, planned?: Plan): { plan: Plan; decisions: Decisions } => {
  const next = seededRandom(seed);
  const plan = planned ?? randomPlan(next);
  return { plan, decisions: random(randomRates(next), next) };
};
