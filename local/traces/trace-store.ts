import type { Span } from './span.ts';

const ORDER_ID = 'hearth.order.id';

/** Of one trace; `dropped`: spans that came after there were 2,000. */
export type Trace = { traceId: string; spans: ReadonlyMap<string, Span>; dropped: number };

export type TraceStore = {
  add: (spans: readonly Span[]) => void;
  find: (traceId: string) => Trace | undefined;
  /** Those that were added to last come first. `orderId`: only those with a span of this order. */
  list: (wanted: { orderId: string | undefined; limit: number }) => Trace[];
};

export type StoreLimits = { traces: number; spansPerTrace: number; bytes: number };

const storeLimits: StoreLimits = { traces: 1_000, spansPerTrace: 2_000, bytes: 67_108_864 };

type Kept = Trace & { spans: Map<string, Span>; bytes: number };

/** Of an object with its fields, besides texts. */
const SPAN_BYTES = 400;
const PAIR_BYTES = 50;

/** Roughly what it takes in memory. */
const sizeOf = ({ name, statusMessage = '', attributes, links }: Span): number =>
  Object.entries(attributes).reduce(
    (sum, [key, value]) =>
      sum + PAIR_BYTES + key.length + (typeof value === 'object' ? String(value) : `${value}`).length,
    SPAN_BYTES + name.length + statusMessage.length + links.length * PAIR_BYTES,
  );

const isOfOrder = ({ attributes }: Span, orderId: string): boolean => attributes[ORDER_ID] === orderId;

/** The traces that were added to last, in bounded memory: the oldest go first. */
export const createTraceStore = (limits: StoreLimits = storeLimits): TraceStore => {
  // Ordered by the last addition.
  const traces = new Map<string, Kept>();
  let bytes = 0;

  const addOne = (span: Span): void => {
    const trace = traces.get(span.traceId) ?? { traceId: span.traceId, spans: new Map(), dropped: 0, bytes: 0 };
    traces.delete(span.traceId);
    traces.set(span.traceId, trace);
    if (trace.spans.has(span.spanId)) return;
    if (trace.spans.size >= limits.spansPerTrace) {
      trace.dropped += 1;
      return;
    }
    trace.spans.set(span.spanId, span);
    const size = sizeOf(span);
    trace.bytes += size;
    bytes += size;
  };

  const removeOldest = (): void => {
    for (const [traceId, trace] of traces) {
      if (traces.size <= limits.traces && bytes <= limits.bytes) return;
      traces.delete(traceId);
      bytes -= trace.bytes;
    }
  };

  const hasOrder = ({ spans }: Kept, orderId: string): boolean =>
    [...spans.values()].some((span) => isOfOrder(span, orderId));

  return {
    add: (spans) => {
      for (const span of spans) addOne(span);
      removeOldest();
    },
    find: (traceId) => traces.get(traceId),
    list: ({ orderId, limit }) => {
      const found: Trace[] = [];
      for (const trace of [...traces.values()].reverse()) {
        if (found.length >= limit) break;
        if (orderId === undefined || hasOrder(trace, orderId)) found.push(trace);
      }
      return found;
    },
  };
};
