import { commonRates } from './common-rates.ts';
import type { Rates } from './decisions.ts';
import { canonical, describePlan, isPlan, type Plan, randomPlan, smallerPlans } from './plan.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './simulation.ts';
import { labels } from './stats.ts';

const randomRates = (next: () => number): Rates => ({ ...commonRates(next), late: 0.5, lose: 0, answer: 0 });

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
