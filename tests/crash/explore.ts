import { type Kind, type Script, scripted } from './decisions.ts';
import type { Failure } from './failure.ts';
import { canonical, type Plan } from './plan.ts';
import { fates } from './processes.ts';
import { type Outcome, simulate } from './simulate.ts';

/** What is tried at a decision: each other fate of a call, the oldest version of a read. */
const deviations: Partial<Record<Kind, (options: number) => readonly number[]>> = {
  fate: () => fates.flatMap((_, fate) => (fate === 0 ? [] : [fate])),
  stale: (options) => [options - 1],
};

export type Explored = { scenario: string; depth: number; outcome: Outcome; failure?: Failure };

const exploreFrom = async function* (
  scenario: string,
  plan: Plan,
  script: Script,
  more: number,
): AsyncGenerator<Explored> {
  const decisions = scripted(script);
  const outcome = await simulate(plan, decisions);
  const { broken } = outcome;
  yield { scenario, depth: script.size, outcome, ...(broken !== undefined && { failure: { plan, script, broken } }) };
  if (more === 0) return;
  const last = Math.max(-1, ...script.keys());
  for (const [at, { kind, options }] of decisions.taken.entries()) {
    if (at <= last) continue;
    for (const chosen of deviations[kind]?.(options) ?? []) {
      yield* exploreFrom(scenario, plan, new Map([...script, [at, chosen]]), more - 1);
    }
  }
};

/** Every way in which up to `depth` calls fail or reads are stale, in the canonical scenarios. */
export const explore = async function* (depth: number): AsyncGenerator<Explored> {
  for (const [scenario, plan] of Object.entries(canonical)) yield* exploreFrom(scenario, plan, new Map(), depth);
};
