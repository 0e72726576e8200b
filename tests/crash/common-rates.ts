import type { Rates } from './decisions.ts';
import { pickOf } from './pick-of.ts';

/** Some bugs show with few deviations, some with many, so each run has its own rates. */
export const commonRates = (next: () => number): Omit<Rates, 'late' | 'lose' | 'answer'> => ({
  pick: pickOf(next, [0, 0.02, 0.05, 0.1, 0.3, 0.7]),
  fate: pickOf(next, [0, 0.01, 0.03, 0.06, 0.1, 0.3]),
  outage: pickOf(next, [0.5, 0.8, 0.95]),
  stale: pickOf(next, [0, 0.1, 0.5, 0.8]),
  home: pickOf(next, [0, 0.3, 0.6]),
  wait: 0.3,
});
