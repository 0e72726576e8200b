import type { Script } from './decisions.ts';
import { type Failure, replay, runSeed } from './failure.ts';
import type { Plan } from './plan.ts';

/** Random runs to try for each smaller plan. */
const SEARCH = 150;
const MAX_REPLAYS = 3_000;

const failing = async (plan: Plan, script: Script): Promise<Failure | undefined> => {
  const { broken } = await replay({ plan, script });
  return broken === undefined ? undefined : { plan, script, broken };
};

const smallerPlans = function* (plan: Plan): Generator<Plan> {
  const { outage, eager, ...simple } = plan;
  if (outage !== undefined) yield { ...simple, ...(eager && { eager }) };
  for (const n of plan.lanes.keys()) yield { ...plan, lanes: plan.lanes.filter((_, other) => other !== n) };
  for (const [n, lane] of plan.lanes.entries()) {
    for (const at of lane.keys()) {
      const shorter = lane.filter((_, other) => other !== at);
      yield { ...plan, lanes: plan.lanes.map((present, other) => (other === n ? shorter : present)) };
    }
  }
};

/**
 * A smaller plan changes what each decision is about. If the old ones no longer fail, tries others.
 */
const failsSomehow = async (plan: Plan, script: Script): Promise<Failure | undefined> => {
  const same = await failing(plan, script);
  if (same) return same;
  for (let seed = 1; seed <= SEARCH; seed++) {
    const { failure } = await runSeed(seed, plan);
    if (failure) return failure;
  }
  return undefined;
};

const shrinkPlan = async (failure: Failure): Promise<Failure> => {
  for (const plan of smallerPlans(failure.plan)) {
    const smaller = await failsSomehow(plan, failure.script);
    if (smaller) return shrinkPlan(smaller);
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

const shrinkScript = async (failure: Failure): Promise<Failure> => {
  let best = failure;
  for (let replays = 0; replays < MAX_REPLAYS; ) {
    let found: Failure | undefined;
    for (const script of smallerScripts(best.script)) {
      replays += 1;
      found = await failing(best.plan, script);
      if (found || replays >= MAX_REPLAYS) break;
    }
    if (!found) return best;
    best = found;
  }
  return best;
};

/** The smallest failure found: fewest actions, then fewest deviations. */
export const shrink = async (failure: Failure): Promise<Failure> => shrinkScript(await shrinkPlan(failure));
