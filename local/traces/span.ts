export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[];

export type SpanLink = { traceId: string; spanId: string };

export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Since the epoch, in nanoseconds. */
  start: bigint;
  end: bigint;
  attributes: Readonly<Record<string, AttributeValue>>;
  status: 'unset' | 'ok' | 'error';
  statusMessage: string | undefined;
  links: readonly SpanLink[];
};
