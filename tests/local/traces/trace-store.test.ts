import type { Span } from '../../../local/traces/span.ts';
import { createTraceStore } from '../../../local/traces/trace-store.ts';
import { toTraceTree } from '../../../local/traces/trace-tree.ts';

const span = (traceId: string, spanId: string, rest: Partial<Span> = {}): Span => ({
  traceId,
  spanId,
  parentSpanId: undefined,
  name: spanId,
  kind: 'internal',
  start: 0n,
  end: 0n,
  attributes: {},
  status: 'unset',
  statusMessage: undefined,
  links: [],
  ...rest,
});

const limits = { traces: 2, spansPerTrace: 3, bytes: 100_000 };
const all = { orderId: undefined, limit: 10 };

test('the traces that were added to last are kept, the latest first', () => {
  const store = createTraceStore(limits);
  store.add([span('a', '1'), span('b', '2'), span('a', '3'), span('c', '4')]);

  expect(store.list(all).map(({ traceId }) => traceId)).toEqual(['c', 'a']);
  expect(store.list({ ...all, limit: 1 }).map(({ traceId }) => traceId)).toEqual(['c']);
  expect(store.find('b')).toBeUndefined();
});

test('a span that comes twice is one, and those over the limit of a trace are counted', () => {
  const store = createTraceStore(limits);
  store.add([span('a', '1'), span('a', '1'), span('a', '2'), span('a', '3'), span('a', '4'), span('a', '5')]);

  expect(store.find('a')).toMatchObject({ dropped: 2 });
  expect(store.find('a')?.spans.size).toBe(3);
});

test('memory is bounded: large traces drive out the oldest', () => {
  const store = createTraceStore({ ...limits, traces: 1000 });
  const large = { attributes: { text: 'x'.repeat(30_000) } };
  for (const traceId of ['a', 'b', 'c', 'd']) store.add([span(traceId, '1', large)]);

  expect(store.list(all).map(({ traceId }) => traceId)).toEqual(['d', 'c', 'b']);
});

test('traces are found by the order that one of their spans names', () => {
  const store = createTraceStore(limits);
  store.add([span('a', '1'), span('a', '2', { attributes: { 'hearth.order.id': 'ord_1' } }), span('b', '3')]);

  expect(store.list({ ...all, orderId: 'ord_1' }).map(({ traceId }) => traceId)).toEqual(['a']);
  expect(store.list({ ...all, orderId: 'ord_2' })).toEqual([]);
});

describe('the tree', () => {
  const treeOf = (...spans: readonly Span[]) => {
    const store = createTraceStore({ ...limits, spansPerTrace: 3_000, bytes: 10_000_000 });
    store.add(spans);
    const trace = store.find('a');
    if (trace === undefined) throw new Error('There is no trace.');
    return toTraceTree(trace);
  };

  test('has each span below its parent, in the order of their starts, and orphans at the top', () => {
    const tree = treeOf(
      span('a', 'late', { parentSpanId: 'root', start: 30_000_000n, end: 30_000_000n }),
      span('a', 'orphan', { parentSpanId: 'gone', start: 40_000_000n, end: 20_000_000n }),
      span('a', 'early', { parentSpanId: 'root', start: 20_500_000n, end: 22_000_000n, status: 'error' }),
      span('a', 'root', { start: 10_000_000n, end: 50_000_000n, attributes: { 'hearth.order.id': 'ord_1' } }),
    );

    expect(tree).toMatchObject({
      traceId: 'a',
      name: 'root',
      startedAt: '1970-01-01T00:00:00.010Z',
      ms: 40,
      spans: 4,
      errors: 1,
      orderIds: ['ord_1'],
      roots: [
        {
          name: 'root',
          startMs: 0,
          children: [
            { name: 'early', startMs: 10.5, ms: 1.5, status: 'error' },
            { name: 'late', startMs: 20 },
          ],
        },
        { name: 'orphan', startMs: 30, ms: 0, children: [] },
      ],
    });
  });

  test('ends if spans name each other, or themselves, as parents', () => {
    const tree = treeOf(
      span('a', '1', { parentSpanId: '2' }),
      span('a', '2', { parentSpanId: '3' }),
      span('a', '3', { parentSpanId: '1' }),
      span('a', '4', { parentSpanId: '4' }),
    );

    const names = JSON.stringify(tree.roots).match(/"name":"\d"/g);
    expect(names).toHaveLength(4);
  });

  test('of the deepest trace that is kept can be sent', () => {
    const chain = Array.from({ length: 2_000 }, (_, index) =>
      span('a', String(index), index === 0 ? {} : { parentSpanId: String(index - 1) }),
    );

    expect(JSON.stringify(treeOf(...chain))).toContain('"name":"1999"');
  });
});
