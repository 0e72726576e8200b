import { AsyncResource } from 'node:async_hooks';
import { createSampler } from '../../../src/adapters/telemetry/sampler.ts';
import type { SpanRecord } from '../../../src/adapters/telemetry/span-record.ts';
import { createTracer } from '../../../src/adapters/telemetry/tracer.ts';
import { Unavailable } from '../../../src/domain/errors.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const remote = (flags = '01') => ({ traceparent: `00-${traceId}-${spanId}-${flags}` });

const startTracer = (name = 'parentbased_always_on', argument?: string) => {
  const ended: SpanRecord[] = [];
  let now = 1_000;
  const tracer = createTracer({
    sample: createSampler({ name, argument }),
    onEnd: (span) => ended.push(span),
    now: () => (now += 1),
  });
  const find = (wanted: string): SpanRecord => {
    const span = ended.find(({ name: each }) => each === wanted);
    if (span === undefined) throw new Error(`There is no span ${wanted}.`);
    return span;
  };
  return { ...tracer, ended, find };
};

const root = { kind: 'server' } as const;

test('what runs inside a span hangs below it, also side by side', async () => {
  const tracer = startTracer();
  await tracer.span('outer', root, async () => {
    await Promise.all(['a', 'b'].map((name) => tracer.span(name, {}, async () => {})));
  });

  const outer = tracer.find('outer');
  expect(outer.parent).toBeUndefined();
  for (const name of ['a', 'b']) {
    expect(tracer.find(name)).toMatchObject({ traceId: outer.traceId, parent: { spanId: outer.spanId } });
  }
  expect(new Set(tracer.ended.map((span) => span.spanId)).size).toBe(3);
});

test('a span goes on where its parent elsewhere says, and its context says so', async () => {
  const tracer = startTracer();
  const context = await tracer.span('x', { parent: { ...remote(), tracestate: 'a=1' } }, async () => tracer.context());

  const span = tracer.find('x');
  expect(span).toMatchObject({ traceId, parent: { traceId, spanId } });
  expect(context).toEqual({ traceparent: `00-${traceId}-${span.spanId}-01`, tracestate: 'a=1' });
  expect(tracer.context()).toBeUndefined();
});

test('only an invocation begins a trace: a probe, which is none, is not recorded', async () => {
  const tracer = startTracer();
  const result = await tracer.span('checkHealth', {}, async (span) => {
    span.set({ a: 1 });
    return tracer.span('read', { kind: 'client' }, async () => tracer.context() ?? 'no context');
  });

  expect([result, tracer.ended]).toEqual(['no context', []]);
});

test('what a client does on its own, after the span that created it, is no part of that trace', async () => {
  const tracer = startTracer();
  let refresh: () => Promise<void> = async () => {};
  await tracer.span('x', root, async () => {
    refresh = AsyncResource.bind(() => tracer.span('refresh', { kind: 'client' }, async () => {}));
  });
  await refresh();
  // An invocation begins a trace all the same.
  await AsyncResource.bind(() => tracer.span('y', root, async () => {}))();

  expect(tracer.ended.map(({ name, parent }) => [name, parent])).toEqual([
    ['x', undefined],
    ['y', undefined],
  ]);
});

test('a span has its times, its attributes, those set later, and its links', async () => {
  const tracer = startTracer();
  const result = await tracer.span('x', { ...root, attributes: { a: 1 }, links: [remote()] }, async (span) => {
    span.set({ b: 'two' });
    return 42;
  });

  expect(result).toBe(42);
  expect(tracer.find('x')).toMatchObject({
    kind: 'server',
    startMs: 1_001,
    endMs: 1_002,
    attributes: { a: 1, b: 'two' },
    links: [{ traceId, spanId }],
    failure: undefined,
  });
});

test('an error passes through, and the span says what went wrong', async () => {
  const tracer = startTracer();
  const error = new Unavailable('cosmos', { status: 503 });

  await expect(tracer.span('x', root, () => Promise.reject(error))).rejects.toBe(error);

  expect(tracer.find('x')).toMatchObject({
    failure: expect.stringContaining('cosmos'),
    attributes: { 'error.type': '503' },
  });
});

test('a span that says what went wrong has failed, even if nothing was thrown, and gives no reason', async () => {
  const tracer = startTracer();
  await tracer.span('x', root, async (span) => span.set({ 'error.type': '503' }));
  await tracer.span('y', root, async (span) => span.set({ 'error.type': undefined }));

  expect([tracer.find('x').failure, tracer.find('y').failure]).toEqual(['', undefined]);
});

test('a link that is malformed is left out', async () => {
  const tracer = startTracer();
  await tracer.span('x', { ...root, links: [{ traceparent: 'nonsense' }, remote()] }, async () => {});

  expect(tracer.find('x').links).toEqual([{ traceId, spanId, sampled: true }]);
});

test('a failure is named by its type, and what it says is cut off at 300 characters', async () => {
  const tracer = startTracer();
  const fail = (name: string, error: unknown) => tracer.span(name, root, () => Promise.reject(error)).catch(() => {});
  await fail('ours', new TypeError('x'.repeat(1_000)));
  await fail('odd', 'a text');

  expect(tracer.find('ours')).toMatchObject({
    failure: `TypeError: ${'x'.repeat(289)}`,
    attributes: { 'error.type': 'TypeError' },
  });
  expect(tracer.find('odd')).toMatchObject({ attributes: { 'error.type': 'string' } });
});

test('by default, times are in milliseconds since 1970, with fractions', async () => {
  const spans: SpanRecord[] = [];
  const { span } = createTracer({ sample: () => true, onEnd: (ended) => spans.push(ended) });
  await span('x', root, () => new Promise(setImmediate));
  const [{ startMs = 0, endMs = 0 } = {}] = spans;

  expect(endMs).toBeGreaterThan(startMs);
  expect(Math.abs(startMs - Date.now())).toBeLessThan(60_000);
});

test('a span inside another is internal, and its context has no state unless a caller sent some', async () => {
  const tracer = startTracer();
  const context = await tracer.span('x', root, () => tracer.span('y', {}, async () => tracer.context()));

  expect(tracer.find('y').kind).toBe('internal');
  expect(context).toStrictEqual({ traceparent: expect.stringContaining(tracer.find('y').spanId) });
});

test('what is not recorded elsewhere is not recorded here, and says so to others', async () => {
  const tracer = startTracer();
  const context = await tracer.span('x', { parent: remote('00') }, async () => tracer.context());

  expect(tracer.ended).toEqual([]);
  expect(context?.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
});

test('a ratio takes about that part of new traces, and all or nothing of each', async () => {
  const tracer = startTracer('parentbased_traceidratio', '0.5');
  for (let n = 0; n < 400; n += 1) {
    await tracer.span('outer', root, () => tracer.span('inner', {}, async () => {}));
  }

  const outer = tracer.ended.filter(({ name }) => name === 'outer').length;
  expect(outer).toBeGreaterThan(120);
  expect(outer).toBeLessThan(280);
  expect(tracer.ended).toHaveLength(2 * outer);
});
