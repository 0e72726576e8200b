import { readFile } from 'node:fs/promises';
import { deviationsOf, scripted } from './decisions.ts';
import { explore } from './explore.ts';
import { fromToken, replay, runSeed, tokenOf } from './failure.ts';
import { mutants } from './mutants.ts';
import { orderSimulation } from './order-simulation.ts';
import { randomRun } from './random-run.ts';
import { failureReport } from './report.ts';
import { editSource, runMutant } from './run-mutants.ts';
import { addCounts, type Counts } from './simulation.ts';

const RUNS = 500;

jest.setTimeout(300_000);

test('whatever goes wrong once on the way of an order, nothing is lost, doubled or stuck', async () => {
  let runs = 0;
  for await (const { failure, outcome } of explore(orderSimulation, 1)) {
    if (failure) throw new Error(failureReport(orderSimulation, failure, outcome));
    runs += 1;
  }
  expect(runs).toBeGreaterThan(300);
});

test('nor when clients, workers, crashes, stale reads and stalls come at random', async () => {
  const total: Counts = {};
  for (let seed = 1; seed <= RUNS; seed++) {
    const { failure, outcome } = await runSeed(orderSimulation, seed);
    if (failure) {
      const outcome = await replay(orderSimulation, failure, true);
      throw new Error(failureReport(orderSimulation, failure, outcome, seed));
    }
    addCounts(total, outcome.stats);
  }
  // A run in which nothing goes wrong proves nothing.
  expect(Object.keys(orderSimulation.labels).filter((name) => !total[name])).toEqual([]);
});

test('a run is determined by its seed, and also by its plan and deviations', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { plan, decisions } = randomRun(orderSimulation, seed);
    const first = await orderSimulation.simulate(plan, decisions, true);
    const run = fromToken(orderSimulation, tokenOf(orderSimulation, { plan, script: deviationsOf(decisions) }));
    expect((await replay(orderSimulation, run, true)).timeline).toEqual(first.timeline);
  }
});

test('on a good day nobody is asked for attention', async () => {
  for (const plan of Object.values(orderSimulation.canonical)) {
    const { stats, broken } = await orderSimulation.simulate(plan, scripted(new Map()));
    expect(broken).toBeUndefined();
    expect(stats).toMatchObject({ attentions: 0, deadLetters: 0, retryCopies: 0, crashes: 0 });
  }
});

test.each(mutants.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)))(
  'the text that the mutant %s replaces occurs once',
  async (_name, edit) => {
    const text = await readFile(edit.file, 'utf8');
    expect(editSource(text, edit)).not.toBe(text);
  },
);

test('without the relay an order gets stuck, and the simulation says so', async () => {
  const [relay] = mutants;
  const caught = relay && (await runMutant(relay, 1));

  expect(caught?.broken).toMatch('is stuck as placed');
  expect(fromToken(orderSimulation, caught?.token ?? '').plan.lanes.flat()).toHaveLength(1);
});

test('without a read that cannot be stale a repeat is refused, and the simulation says so', async () => {
  const mutant = mutants.find(({ name }) => name === 'sure-refusal');
  const caught = mutant && (await runMutant(mutant, 1));

  expect(caught?.broken).toMatch(/^place key-\d was refused as \w+, though its order was there$/);
});

test('a mutation that does not find its text is refused', () => {
  const edit = { file: 'a.ts', find: 'x', put: '' };
  expect(() => editSource('abc', edit)).toThrow('a.ts has 0 places');
  expect(() => editSource('x x', edit)).toThrow('a.ts has 2 places');
});
