import type { Rates } from '../decisions.ts';
import { pickOf } from '../pick-of.ts';
import type { Simulation } from '../simulation.ts';
import {
  canonicalEvents,
  describeEventPlan,
  type EventPlan,
  isEventPlan,
  randomEventPlan,
  smallerEventPlans,
} from './event-plan.ts';
import { eventLabels } from './event-stats.ts';
import { simulateEvents } from './simulate-events.ts';

/** Some bugs show with few deviations, some with many, so each run has its own rates. */
const randomRates = (next: () => number): Rates => ({
  pick: pickOf(next, [0, 0.02, 0.05, 0.1, 0.3, 0.7]),
  fate: pickOf(next, [0, 0.01, 0.03, 0.06, 0.1, 0.3]),
  outage: pickOf(next, [0.5, 0.8, 0.95]),
  stale: pickOf(next, [0, 0.1, 0.5, 0.8]),
  home: pickOf(next, [0, 0.3, 0.6]),
  lose: pickOf(next, [0, 0, 0.1, 0.3]),
  answer: pickOf(next, [0.1, 0.5, 0.9]),
  wait: 0.3,
  late: 0,
});

/** Changes of orders and products, until every webhook has ended. */
export const eventSimulation: Simulation<EventPlan> = {
  name: 'events',
  simulate: simulateEvents,
  randomPlan: randomEventPlan,
  randomRates,
  canonical: canonicalEvents,
  isPlan: isEventPlan,
  smallerPlans: smallerEventPlans,
  describePlan: describeEventPlan,
  labels: eventLabels,
};
