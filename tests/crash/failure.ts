import { deviationsOf, type Script, scripted } from './decisions.ts';
import { isObject } from './is-object.ts';
import { randomRun } from './random-run.ts';
import type { Outcome, Simulation } from './simulation.ts';

/** A run that breaks a rule. */
export type Failure<P> = { plan: P; script: Script; broken: string };

type Run<P> = Pick<Failure<P>, 'plan' | 'script'>;

export const replay = <P>({ simulate }: Simulation<P>, { plan, script }: Run<P>, traced = false): Promise<Outcome> =>
  simulate(plan, scripted(script), traced);

/** The run, encoded as a command-line argument. */
export const tokenOf = <P>({ name }: Simulation<P>, { plan, script }: Run<P>): string =>
  Buffer.from(JSON.stringify({ world: name, plan, script: [...script] })).toString('base64url');

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((item) => Number.isSafeInteger(item));

const decode = (token: string): unknown => JSON.parse(Buffer.from(token, 'base64url').toString());

/** The name of the simulation that a token is for. */
export const worldOf = (token: string): unknown => {
  const said = decode(token);
  return isObject(said) ? said.world : undefined;
};

export const fromToken = <P>({ name, isPlan }: Simulation<P>, token: string): Run<P> => {
  const said = decode(token);
  if (!isObject(said) || said.world !== name || !isPlan(said.plan)) throw new Error(`No run of ${name} printed this.`);
  if (!Array.isArray(said.script) || !said.script.every(isPair)) throw new Error('No run printed this.');
  return { plan: said.plan, script: new Map(said.script) };
};

/** The outcome of the run of a seed, and its failure, if any. */
export const runSeed = async <P>(
  simulation: Simulation<P>,
  seed: number,
  planned?: P,
): Promise<{ outcome: Outcome; failure?: Failure<P> }> => {
  const { plan, decisions } = randomRun(simulation, seed, planned);
  const outcome = await simulation.simulate(plan, decisions);
  const { broken } = outcome;
  return { outcome, ...(broken !== undefined && { failure: { plan, script: deviationsOf(decisions), broken } }) };
};
