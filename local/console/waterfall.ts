import { z } from 'zod';

/** A span with the spans that it caused, as the traces part shows it. */
export type SpanNode = {
  spanId: string;
  name: string;
  kind?: string | undefined;
  /** After the start of the trace. */
  startMs: number;
  ms: number;
  attributes?: Readonly<Record<string, unknown>> | undefined;
  status?: string | undefined;
  statusMessage?: string | undefined;
  links?: readonly { traceId: string }[] | undefined;
  children?: readonly SpanNode[] | undefined;
};

export const spanNode: z.ZodType<SpanNode> = z.lazy(() =>
  z.looseObject({
    spanId: z.string(),
    name: z.string(),
    kind: z.string().optional(),
    startMs: z.number(),
    ms: z.number(),
    attributes: z.record(z.string(), z.unknown()).optional(),
    status: z.string().optional(),
    statusMessage: z.string().optional(),
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
  /** Why it failed; empty if nothing says why. */
  failure: string | undefined;
  attributes: Readonly<Record<string, unknown>>;
  links: readonly string[];
};

const MAX_ROWS = 500;

const toRow = (node: SpanNode, depth: number): WaterfallRow => ({
  id: node.spanId,
  name: node.name,
  kind: node.kind ?? '',
  depth,
  at: node.startMs,
  ms: node.ms,
  failure: node.status === 'error' ? (node.statusMessage ?? '') : undefined,
  attributes: node.attributes ?? {},
  links: (node.links ?? []).map(({ traceId }) => traceId),
});

const flatten = (nodes: readonly SpanNode[], depth: number): WaterfallRow[] =>
  nodes
    .toSorted((one, other) => one.startMs - other.startMs)
    .flatMap((node) => [toRow(node, depth), ...flatten(node.children ?? [], depth + 1)]);

/** The spans of a trace, each after the one that caused it, in the order of their times. */
export const toWaterfall = (roots: readonly SpanNode[]): readonly WaterfallRow[] =>
  flatten(roots, 0).slice(0, MAX_ROWS);
