import type { Rates } from './decisions.ts';
import { pickOf } from './pick-of.ts';
import { canonical, describePlan, isPlan, type Plan, randomPlan, smallerPlans } from './plan.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './simulation.ts';
import { labels } from './stats.ts';

/** Some bugs show with few deviations, some with many, so each run has its own rates. */
const randomRates = (next: () => number): Rates => ({
  pick: pickOf(next, [0, 0.02, 0.05, 0.1, 0.3, 0.7]),
  fate: pickOf(next, [0, 0.01, 0.03, 0.06, 0.1, 0.3]),
  outage: pickOf(next, [0.5, 0.8, 0.95]),
  stale: pickOf(next, [0, 0.1, 0.5, 0.8]),
  home: pickOf(next, [0, 0.3, 0.6]),
  wait: 0.3,
  late: 0.5,
  lose: 0,
  answer: 0,
});

/** Orders from their placing until they are shipped, cancelled or rejected. */
export const orderSimulation: Simulation<Plan> = {
  name: 'orders',
  simulate,
  randomPlan,
  randomRates,
  canonical,
  isPlan,
  smallerPlans,
  describePlan,
  labels,
};
