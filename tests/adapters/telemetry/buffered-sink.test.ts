import { bufferedSink } from '../../../src/adapters/telemetry/buffered-sink.ts';
import type { Measurement, Sink } from '../../../src/adapters/telemetry/sink.ts';
import type { SpanRecord } from '../../../src/adapters/telemetry/span-record.ts';

const measurement = (value: number): Measurement => ({ metric: 'hearth.orders', value, labels: { outcome: 'placed' } });

const span: SpanRecord = {
  traceId: 'a'.repeat(32),
  spanId: 'a'.repeat(16),
  sampled: true,
  tracestate: undefined,
  parent: undefined,
  links: [],
  name: 'placeOrder',
  kind: 'internal',
  startMs: 1,
  endMs: 2,
  attributes: {},
  failure: undefined,
};

const recordingSink = () => {
  const values: number[] = [];
  const spans: SpanRecord[] = [];
  let flushes = 0;
  const sink: Sink = {
    addSpan: (added) => void spans.push(added),
    measure: ({ value }) => void values.push(value),
    flush: async () => {
      flushes += 1;
    },
  };
  return { sink, values, spans, flushes: () => flushes };
};

test('nothing is loaded before the first answer, and nothing from before is lost', async () => {
  const { sink, values } = recordingSink();
  let loads = 0;
  const buffered = bufferedSink(async () => {
    loads += 1;
    return sink;
  }, 0);
  buffered.measure(measurement(1));
  expect([loads, values]).toEqual([0, []]);

  buffered.start();
  buffered.start();
  buffered.measure(measurement(2));
  await buffered.flush();
  buffered.measure(measurement(3));

  expect([loads, values]).toEqual([1, [1, 2, 3]]);
});

test('spans are kept and passed on as values are', async () => {
  const { sink, spans } = recordingSink();
  const buffered = bufferedSink(async () => sink);
  buffered.addSpan(span);
  expect(spans).toEqual([]);

  await buffered.flush();
  buffered.addSpan({ ...span, name: 'getOrder' });

  expect(spans.map(({ name }) => name)).toEqual(['placeOrder', 'getOrder']);
});

test('only the first of many invocations sets a timer', () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const buffered = bufferedSink(async () => recordingSink().sink);
  for (let n = 0; n < 3; n += 1) buffered.start();

  expect(timers).toHaveBeenCalledTimes(1);
  timers.mockRestore();
});

test('what waits is bounded', async () => {
  const { sink, values } = recordingSink();
  const buffered = bufferedSink(async () => sink);
  for (let n = 0; n < 10_000; n += 1) buffered.measure(measurement(n));
  await buffered.flush();

  expect(values).toHaveLength(4_096);
});

test('a flush loads the exporters, but only if something waits for them', async () => {
  const { sink, flushes } = recordingSink();
  let loads = 0;
  const buffered = bufferedSink(async () => {
    loads += 1;
    return sink;
  });
  await buffered.flush();
  expect([loads, flushes()]).toEqual([0, 0]);

  buffered.measure(measurement(1));
  await buffered.flush();
  expect([loads, flushes()]).toEqual([1, 1]);

  // A flush cannot see what the exporters hold. So once they are loaded, it always asks them.
  await buffered.flush();
  expect([loads, flushes()]).toEqual([1, 2]);
});

test('a sink that cannot be loaded says so once, and keeps nothing', async () => {
  const { sink, values } = recordingSink();
  let tell = (): void => {};
  let broken = true;
  const buffered = bufferedSink(async () => {
    setImmediate(tell);
    if (broken) throw new Error('no such file');
    return sink;
  }, 0);
  const tryToLoad = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
      buffered.start();
    });
  const said: (string | undefined)[] = [];
  for (const value of [1, 2]) {
    buffered.measure(measurement(value));
    await tryToLoad();
    said.push(buffered.takeFailure());
  }
  broken = false;
  buffered.measure(measurement(3));
  await tryToLoad();

  expect(said).toEqual(['Error: no such file', undefined]);
  expect(values).toEqual([3]);
});

test('a sink that cannot be loaded, or that fails, disturbs nobody', async () => {
  const unloadable = bufferedSink(() => Promise.reject(new Error('no such file')));
  unloadable.measure(measurement(1));
  await unloadable.flush();

  const failing = bufferedSink(async () => ({
    ...recordingSink().sink,
    flush: () => Promise.reject(new Error('down')),
  }));
  failing.measure(measurement(1));
  await failing.flush();
});
