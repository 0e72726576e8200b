import type { CollectedSpan } from './otlp-collector.ts';

const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A trace as a tree, one line per span: name, kind and, if wanted, what `describe` adds. */
export const renderTrace = (
  spans: readonly CollectedSpan[],
  describe: (span: CollectedSpan) => string = () => '',
): string => {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = (parent: string | undefined): readonly CollectedSpan[] =>
    spans
      .filter(({ parentSpanId }) => (known.has(parentSpanId ?? '') ? parentSpanId : undefined) === parent)
      .toSorted((a, b) => a.startMs - b.startMs);
  const lines = (parent: string | undefined, indent: string): string[] =>
    childrenOf(parent).flatMap((span) => [
      `${indent}${span.name} (${kinds[span.kind]})${span.status === 2 ? ' failed' : ''}${describe(span)}`,
      ...lines(span.spanId, `${indent}  `),
    ]);
  return lines(undefined, '').join('\n');
};
