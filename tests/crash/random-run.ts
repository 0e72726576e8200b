import { type Decisions, random } from './decisions.ts';
import { seededRandom } from './seeded-random.ts';
import type { Simulation } from './simulation.ts';

type Randomness<P> = Pick<Simulation<P>, 'randomPlan' | 'randomRates'>;

/** The run that a seed stands for. */
export const randomRun = <P>(
  { randomPlan, randomRates }: Randomness<P>,
  seed: number,
  planned?: P,
): { plan: P; decisions: Decisions } => {
  const next = seededRandom(seed);
  const plan = planned ?? randomPlan(next);
  return { plan, decisions: random(randomRates(next), next) };
};
