import { deviationsOf, type Script, scripted } from './decisions.ts';
import type { Plan } from './plan.ts';
import { randomRun } from './random-run.ts';
import { type Outcome, simulate } from './simulate.ts';

/** A run that breaks an invariant. */
export type Failure = { plan: Plan; script: Script; broken: string };

export const replay = ({ plan, script }: Pick<Failure, 'plan' | 'script'>, traced = false): Promise<Outcome> =>
  simulate(plan, scripted(script), traced);

/** The run, encoded as a command-line argument. */
export const tokenOf = ({ plan, script }: Pick<Failure, 'plan' | 'script'>): string =>
  Buffer.from(JSON.stringify({ plan, script: [...script] })).toString('base64url');

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((item) => Number.isSafeInteger(item));

const isPlan = (value: unknown): value is Plan =>
  isObject(value) &&
  Array.isArray(value.units) &&
  typeof value.maxAttempts === 'number' &&
  Array.isArray(value.lanes) &&
  value.lanes.every((lane) => Array.isArray(lane) && lane.every(isObject));

export const fromToken = (token: string): Pick<Failure, 'plan' | 'script'> => {
  const said: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
  if (!isObject(said) || !isPlan(said.plan) || !Array.isArray(said.script) || !said.script.every(isPair)) {
    throw new Error('This is not a token that a failing run printed.');
  }
  return { plan: said.plan, script: new Map(said.script) };
};

/** The outcome of the run of a seed, and its failure, if any. */
export const runSeed = async (seed: number, planned?: Plan): Promise<{ outcome: Outcome; failure?: Failure }> => {
  const { plan, decisions } = randomRun(seed, planned);
  const outcome = await simulate(plan, decisions);
  const { broken } = outcome;
  return { outcome, ...(broken !== undefined && { failure: { plan, script: deviationsOf(decisions), broken } }) };
};
