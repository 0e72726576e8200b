import { z } from 'zod';

/** A span with the spans that it caused. `start`: ISO 8601, or milliseconds since 1970. */
export type SpanNode = {
  spanId?: string | undefined;
  name: string;
  kind?: string | number | undefined;
  start: string | number;
  ms: number;
  attributes?: Readonly<Record<string, unknown>> | undefined;
  status?: unknown;
  links?: readonly { traceId: string }[] | undefined;
  children?: readonly SpanNode[] | undefined;
};

export const spanNode: z.ZodType<SpanNode> = z.lazy(() =>
  z.looseObject({
    spanId: z.string().optional(),
    name: z.string(),
    kind: z.union([z.string(), z.number()]).optional(),
    start: z.union([z.string(), z.number()]),
    ms: z.number(),
    attributes: z.record(z.string(), z.unknown()).optional(),
    status: z.unknown().optional(),
    links: z.array(z.looseObject({ traceId: z.string() })).optional(),
    children: z.array(spanNode).optional(),
  }),
);

/** `at`: milliseconds after the start of the trace. `depth`: how many spans it is in. */
export type WaterfallRow = {
  id: string;
  name: string;
  kind: string;
  depth: number;
  at: number;
  ms: number;
  failed: boolean;
  attributes: Readonly<Record<string, unknown>>;
  links: readonly string[];
};

export type Waterfall = { rows: readonly WaterfallRow[]; ms: number; startedAt: string; orderIds: readonly string[] };

const MAX_ROWS = 500;

const timeOf = ({ start }: SpanNode): number => (typeof start === 'number' ? start : Date.parse(start));

/** OpenTelemetry's code 2, however it is written. */
const hasFailed = (status: unknown): boolean => /error|"code":2|^2$/i.test(JSON.stringify(status ?? ''));

type Placed = { node: SpanNode; depth: number };

const flatten = (nodes: readonly SpanNode[], depth: number): Placed[] =>
  nodes
    .toSorted((one, other) => timeOf(one) - timeOf(other))
    .flatMap((node) => [{ node, depth }, ...flatten(node.children ?? [], depth + 1)]);

/** The spans of a trace, each after the one that caused it, in the order of their times. */
export const toWaterfall = (roots: readonly SpanNode[]): Waterfall => {
  const placed = flatten(roots, 0).slice(0, MAX_ROWS);
  const begin = Math.min(...placed.map(({ node }) => timeOf(node)));
  const end = Math.max(...placed.map(({ node }) => timeOf(node) + node.ms));
  const orderIds = new Set(JSON.stringify(placed.map(({ node }) => node.attributes)).match(/ord_[a-z0-9]+_[a-z0-9]+/g));
  return {
    ms: placed.length === 0 ? 0 : end - begin,
    startedAt: placed.length === 0 ? '' : new Date(begin).toISOString(),
    orderIds: [...orderIds],
    rows: placed.map(({ node, depth }, index) => ({
      id: node.spanId ?? String(index),
      name: node.name,
      kind: String(node.kind ?? ''),
      depth,
      at: timeOf(node) - begin,
      ms: node.ms,
      failed: hasFailed(node.status),
      attributes: node.attributes ?? {},
      links: (node.links ?? []).map(({ traceId }) => traceId),
    })),
  };
};
