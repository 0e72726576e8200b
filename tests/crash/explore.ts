import { type Kind, type Script, scripted } from './decisions.ts';
import type { Failure } from './failure.ts';
import { fates } from './processes.ts';
import type { Outcome, Simulation } from './simulation.ts';

/** What is tried at a decision: each other outcome, but of a read only the oldest version. */
const others = (options: number): readonly number[] => Array.from({ length: options - 1 }, (_, n) => n + 1);

const deviations: Partial<Record<Kind, (options: number) => readonly number[]>> = {
  fate: () => fates.flatMap((_, fate) => (fate === 0 ? [] : [fate])),
  stale: (options) => [options - 1],
  lose: others,
  answer: others,
};

export type Explored<P> = { scenario: string; depth: number; outcome: Outcome; failure?: Failure<P> };

const exploreFrom = async function* <P>(
  { simulate, ...names }: Pick<Simulation<P>, 'simulate'> & { scenario: string },
  plan: P,
  script: Script,
  more: number,
): AsyncGenerator<Explored<P>> {
  const decisions = scripted(script);
  const outcome = await simulate(plan, decisions);
  const { broken } = outcome;
  yield { ...names, depth: script.size, outcome, ...(broken !== undefined && { failure: { plan, script, broken } }) };
  if (more === 0) return;
  const last = Math.max(-1, ...script.keys());
  for (const [at, { kind, options }] of decisions.taken.entries()) {
    if (at <= last) continue;
    for (const chosen of deviations[kind]?.(options) ?? []) {
      yield* exploreFrom({ simulate, ...names }, plan, new Map([...script, [at, chosen]]), more - 1);
    }
  }
};

/** Every way in which up to `depth` calls fail or reads are stale, in the canonical scenarios. */
export const explore = async function* <P>(
  { canonical, simulate }: Simulation<P>,
  depth: number,
): AsyncGenerator<Explored<P>> {
  for (const [scenario, plan] of Object.entries(canonical)) {
    yield* exploreFrom({ scenario, simulate }, plan, new Map(), depth);
  }
};
