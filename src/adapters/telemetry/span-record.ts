import type { Attributes, SpanOptions } from '../../application/ports/telemetry.ts';
import type { SpanAddress } from '../../domain/trace-context.ts';

/** A span that has ended. Times are in milliseconds since 1970, with fractions. */
export type SpanRecord = SpanAddress & {
  name: string;
  kind: NonNullable<SpanOptions['kind']>;
  tracestate: string | undefined;
  parent: SpanAddress | undefined;
  links: readonly SpanAddress[];
  startMs: number;
  endMs: number;
  attributes: Attributes;
  /** What went wrong, in one line; undefined if nothing did. */
  failure: string | undefined;
};
