import { commonRates } from '../common-rates.ts';
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

const randomRates = (next: () => number): Rates => ({
  ...commonRates(next),
  lose: pickOf(next, [0, 0, 0.1, 0.3]),
  answer: pickOf(next, [0.1, 0.5, 0.9]),
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
