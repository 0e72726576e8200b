import type { Script } from './decisions.ts';
import { type Failure, replay, runSeed } from './failure.ts';
import type { Simulation } from './simulation.ts';

/** Random runs to try for each smaller plan. */
const SEARCH = 150;
const MAX_REPLAYS = 3_000;

const failing = async <P>(simulation: Simulation<P>, plan: P, script: Script): Promise<Failure<P> | undefined> => {
  const { broken } = await replay(simulation, { plan, script });
  return broken === undefined ? undefined : { plan, script, broken };
};

/**
 * A smaller plan changes what each decision is about. If the old ones no longer fail, tries others.
 */
const failsSomehow = async <P>(simulation: Simulation<P>, plan: P, script: Script): Promise<Failure<P> | undefined> => {
  const same = await failing(simulation, plan, script);
  if (same) return same;
  for (let seed = 1; seed <= SEARCH; seed++) {
    const { failure } = await runSeed(simulation, seed, plan);
    if (failure) return failure;
  }
  return undefined;
};

const shrinkPlan = async <P>(simulation: Simulation<P>, failure: Failure<P>): Promise<Failure<P>> => {
  for (const plan of simulation.smallerPlans(failure.plan)) {
    const smaller = await failsSomehow(simulation, plan, failure.script);
    if (smaller) return shrinkPlan(simulation, smaller);
  }
  return failure;
};

const smallerScripts = function* (script: Script): Generator<Script> {
  const entries = [...script];
  for (let length = entries.length; length >= 1; length = Math.floor(length / 2)) {
    for (let at = entries.length - length; at >= 0; at -= length) {
      yield new Map([...entries.slice(0, at), ...entries.slice(at + length)]);
    }
  }
  // An earlier position often needs fewer other deviations. A smaller choice is simpler.
  for (const [n, [at, chosen]] of entries.entries()) {
    const others = entries.filter((_, other) => other !== n);
    for (let less = 1; less < chosen; less++) yield new Map([...others, [at, less]]);
  }
};

const shrinkScript = async <P>(simulation: Simulation<P>, failure: Failure<P>): Promise<Failure<P>> => {
  let best = failure;
  for (let replays = 0; replays < MAX_REPLAYS; ) {
    let found: Failure<P> | undefined;
    for (const script of smallerScripts(best.script)) {
      replays += 1;
      found = await failing(simulation, best.plan, script);
      if (found || replays >= MAX_REPLAYS) break;
    }
    if (!found) return best;
    best = found;
  }
  return best;
};

/** The smallest failure found: fewest actions, then fewest deviations. */
export const shrink = async <P>(simulation: Simulation<P>, failure: Failure<P>): Promise<Failure<P>> =>
  shrinkScript(simulation, await shrinkPlan(simulation, failure));
