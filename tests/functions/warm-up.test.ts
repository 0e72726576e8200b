import { InvocationContext } from '@azure/functions';
import type { Preparation } from '../../src/application/ports/dependency.ts';
import { warmUp } from '../../src/functions/warm-up.ts';
import { recordingLog } from '../support/in-memory/recording-log.ts';

afterEach(() => {
  jest.useRealTimers();
});

const useCase = { prepare: async () => {} };
const useCases = { placeOrder: useCase, processOrder: useCase, processUpload: useCase };

const context = new InvocationContext({ invocationId: 'i', functionName: 'warmup' });

const entriesOf = async (load: () => Promise<readonly Preparation[]>) => {
  const log = recordingLog();
  await warmUp(async () => ({ useCases, preparations: await load() }), { code: [], log })(context);
  return log.entries;
};

const run = async (load: () => Promise<readonly Preparation[]>) =>
  (await entriesOf(load)).map(({ level, event, fields }) => [level, event, fields.part]);

const preparing = (name: string, prepare: () => Promise<unknown>): Preparation => ({ name, prepare });

test('everything is prepared, side by side', async () => {
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const entries = await run(async () => [preparing('a', () => met), preparing('b', async () => meet())]);

  expect(entries).toEqual(
    expect.arrayContaining([
      ['info', 'warmed_up', 'a'],
      ['info', 'warmed_up', 'b'],
    ]),
  );
});

test('code is loaded together with the clients of the use cases that come first', async () => {
  const log = recordingLog();
  const loaded: string[] = [];
  const recording = (name: string) => ({ prepare: async () => void loaded.push(name) });
  const first = { placeOrder: recording('place'), processOrder: recording('process'), processUpload: recording('up') };
  const code = [async () => loaded.push('a module'), async () => Promise.reject(new Error('no'))];
  await warmUp(async () => ({ useCases: first, preparations: [] }), { code, log })(context);

  expect(loaded).toEqual(['a module', 'place', 'process', 'up']);
  expect(log.entries.map(({ event, fields }) => [event, fields.part])).toEqual([
    ['warmed_up', 'composition'],
    ['warm_up_failed', 'code'],
  ]);
});

test('a failure is logged, and stops nothing else', async () => {
  const entries = await run(async () => [
    preparing('a', () => Promise.reject(new Error('no'))),
    preparing('b', async () => 'yes'),
  ]);
  expect(entries).toEqual([
    ['info', 'warmed_up', 'composition'],
    ['warn', 'warm_up_failed', 'a'],
    ['info', 'warmed_up', 'b'],
    ['info', 'warmed_up', 'code'],
  ]);
});

test('an app that cannot even be composed does not fail the warm-up', async () => {
  expect(await run(() => Promise.reject(new Error('no')))).toEqual([['warn', 'warm_up_failed', 'composition']]);
});

test('a preparation that never ends is abandoned after 15 seconds', async () => {
  jest.useFakeTimers();
  const warming = run(async () => [preparing('a', () => new Promise(() => undefined))]);
  await jest.advanceTimersByTimeAsync(15_000);

  expect(await warming).toContainEqual(['warn', 'warm_up_failed', 'a']);
});

test('says how long each part took, in whole milliseconds, and why one failed', async () => {
  jest.useFakeTimers();
  jest.advanceTimersByTime(5_000);
  const takes = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms));
  const warming = entriesOf(async () => [
    preparing('a', takes(1_200)),
    preparing('b', () => Promise.reject(new Error('no'))),
  ]);
  await jest.advanceTimersByTimeAsync(1_200);

  const fields = (await warming).map((entry) => entry.fields);
  expect(fields).toEqual([
    { part: 'composition', ms: 0 },
    { part: 'b', reason: expect.stringContaining('no') },
    { part: 'code', ms: 0 },
    { part: 'a', ms: 1_200 },
  ]);
});
