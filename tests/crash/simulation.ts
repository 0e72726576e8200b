import type { Decisions, Rates } from './decisions.ts';

/** How often each thing has happened. */
export type Counts = Record<string, number>;

/** `broken`: the rule that did not hold, if one did not. `timeline`: only of a traced run. */
export type Outcome = { broken: string | undefined; stats: Readonly<Counts>; timeline: readonly string[] };

/** A world and its rules. A run depends only on its plan and its decisions. */
export type Simulation<P> = {
  name: string;
  simulate: (plan: P, decisions: Decisions, traced?: boolean) => Promise<Outcome>;
  randomPlan: (next: () => number) => P;
  randomRates: (next: () => number) => Rates;
  /** Plans that are small enough to try every way to fail once or twice. */
  canonical: Readonly<Record<string, P>>;
  isPlan: (value: unknown) => value is P;
  /** Plans in which one thing less happens. */
  smallerPlans: (plan: P) => Iterable<P>;
  describePlan: (plan: P) => readonly string[];
  /** What is counted, in the order of the summary. */
  labels: Readonly<Record<string, string>>;
};

export const addCounts = (to: Counts, more: Readonly<Counts>): void => {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count;
};
