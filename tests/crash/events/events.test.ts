import { deviationsOf, scripted } from '../decisions.ts';
import { explore } from '../explore.ts';
import { fromToken, replay, runSeed, tokenOf } from '../failure.ts';
import { randomRun } from '../random-run.ts';
import { failureReport } from '../report.ts';
import { runMutant } from '../run-mutants.ts';
import { addCounts, type Counts } from '../simulation.ts';
import { eventMutants } from './event-mutants.ts';
import { eventSimulation } from './event-simulation.ts';

const RUNS = 200;

/** The ids of messages are fresh, and a handler hardly ever fails ten times. */
const rare = ['duplicatesSwallowed', 'deadLetters'];

jest.setTimeout(300_000);

test('whatever goes wrong once on the way to a webhook, nothing is lost, forgotten or stuck', async () => {
  let runs = 0;
  for await (const { failure, outcome } of explore(eventSimulation, 1)) {
    if (failure) throw new Error(failureReport(eventSimulation, failure, outcome));
    runs += 1;
  }
  expect(runs).toBeGreaterThan(300);
});

test('nor when changes, staff, crashes, lost messages and moody receivers come at random', async () => {
  const total: Counts = {};
  for (let seed = 1; seed <= RUNS; seed++) {
    const { failure, outcome } = await runSeed(eventSimulation, seed);
    if (failure) {
      const traced = await replay(eventSimulation, failure, true);
      throw new Error(failureReport(eventSimulation, failure, traced, seed));
    }
    addCounts(total, outcome.stats);
  }

  // A run in which nothing goes wrong proves nothing.
  const names = Object.keys(eventSimulation.labels).filter((name) => !rare.includes(name));
  expect(names.filter((name) => !total[name])).toEqual([]);
});

test('a run is determined by its seed, and also by its plan and deviations', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { plan, decisions } = randomRun(eventSimulation, seed);
    const first = await eventSimulation.simulate(plan, decisions, true);
    const token = tokenOf(eventSimulation, { plan, script: deviationsOf(decisions) });
    const run = fromToken(eventSimulation, token);

    expect((await replay(eventSimulation, run, true)).timeline).toEqual(first.timeline);
  }
});

test('on a good day nothing is sent again, and every event has one delivery', async () => {
  const plan = { lanes: [[{ do: 'place', order: 0 }]], endpoints: [{ receiver: 'well' }] } as const;
  const { stats, broken } = await eventSimulation.simulate(plan, scripted(new Map()));

  expect(broken).toBeUndefined();
  expect(stats).toMatchObject({ events: 1, published: 1, posts: 1, delivered: 1, relayed: 0, crashes: 0, putOff: 0 });
});

test('without the debt of an event it may never reach the topic, and the simulation says so', async () => {
  const mutant = eventMutants.find(({ name }) => name === 'event-debt');
  const caught = mutant && (await runMutant({ ...mutant, world: 'events' }, 1));

  expect(caught?.broken).toMatch(/was never on the topic$|has no delivery$/);
});
