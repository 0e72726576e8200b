import type { AttributeValue, Span, SpanLink } from './span.ts';
import type { Trace } from './trace-store.ts';

const NANOS_PER_MS = 1_000_000;

const byStart = (one: Span, other: Span): number => Number(one.start - other.start);

const toMs = (nanos: bigint): number => Math.round(Number(nanos) / 1_000) / (NANOS_PER_MS / 1_000);

const toIso = (nanos: bigint): string => {
  const date = new Date(Number(nanos / BigInt(NANOS_PER_MS)));
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
};

export type TraceSummary = {
  traceId: string;
  /** Of the first span. */
  name: string;
  startedAt: string;
  /** From the first start to the last end. */
  ms: number;
  spans: number;
  errors: number;
  orderIds: string[];
};

export type SpanNode = {
  spanId: string;
  name: string;
  kind: Span['kind'];
  /** After the start of the trace. */
  startMs: number;
  ms: number;
  attributes: Readonly<Record<string, AttributeValue>>;
  status: Span['status'];
  statusMessage?: string;
  links: readonly SpanLink[];
  children: SpanNode[];
};

export type TraceTree = TraceSummary & { dropped: number; roots: SpanNode[] };

const orderIdsIn = (spans: readonly Span[]): string[] => [
  ...new Set(spans.flatMap(({ attributes: { 'hearth.order.id': id } }) => (typeof id === 'string' ? [id] : []))),
];

export const summarizeTrace = ({ traceId, spans }: Trace): TraceSummary => {
  const sorted = [...spans.values()].sort(byStart);
  const [first] = sorted;
  const start = first?.start ?? 0n;
  const [last] = [...sorted].sort((one, other) => Number(other.end - one.end));
  return {
    traceId,
    name: (sorted.find(({ parentSpanId }) => parentSpanId === undefined) ?? first)?.name ?? '',
    startedAt: toIso(start),
    ms: toMs((last?.end ?? 0n) - start),
    spans: sorted.length,
    errors: sorted.filter(({ status }) => status === 'error').length,
    orderIds: orderIdsIn(sorted),
  };
};

const toNode = (span: Span, traceStart: bigint): SpanNode => ({
  spanId: span.spanId,
  name: span.name,
  kind: span.kind,
  startMs: toMs(span.start - traceStart),
  ms: toMs(span.end > span.start ? span.end - span.start : 0n),
  attributes: span.attributes,
  status: span.status,
  ...(span.statusMessage !== undefined && { statusMessage: span.statusMessage }),
  links: span.links,
  children: [],
});

/** Whether a walk from `spanId` to the top comes by `wanted`. Ends in a circle, too. */
const isBelow = (parents: ReadonlyMap<string, string>, spanId: string, wanted: string): boolean => {
  for (let above: string | undefined = spanId; above !== undefined; above = parents.get(above))
    if (above === wanted) return true;
  return false;
};

/** Spans below their parents, by their starts. A span whose parent is missing is a root. */
export const toTraceTree = (trace: Trace): TraceTree => {
  const sorted = [...trace.spans.values()].sort(byStart);
  const start = sorted[0]?.start ?? 0n;
  const nodes = new Map(sorted.map((span) => [span.spanId, toNode(span, start)]));
  const parents = new Map<string, string>();
  const roots: SpanNode[] = [];
  for (const { spanId, parentSpanId } of sorted) {
    const node = nodes.get(spanId);
    if (node === undefined) continue;
    const parent = parentSpanId === undefined ? undefined : nodes.get(parentSpanId);
    // Spans that name each other as parent would be in no tree.
    if (parent === undefined || isBelow(parents, parent.spanId, spanId)) roots.push(node);
    else {
      parents.set(spanId, parent.spanId);
      parent.children.push(node);
    }
  }
  return { ...summarizeTrace(trace), dropped: trace.dropped, roots };
};
