/** Where a span hangs, as W3C Trace Context writes it. */
export type TraceContext = { traceparent: string; tracestate?: string };

/** Version, trace id, span id and flags. Ids of only zeros are invalid. */
const TRACEPARENT = /^00-(?!0{32})(?<traceId>[0-9a-f]{32})-(?!0{16})(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/;

/** As long as every system has to pass on. Longer ones are dropped, which the standard allows. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

export type SpanAddress = { traceId: string; spanId: string; sampled: boolean };

/** Undefined if it is malformed. Anybody may have sent it. */
export const parseTraceparent = (given: unknown): SpanAddress | undefined => {
  const groups = typeof given === 'string' ? TRACEPARENT.exec(given)?.groups : undefined;
  if (groups === undefined) return undefined;
  const { traceId = '', spanId = '', flags = '' } = groups;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
};

/** Undefined if the `traceparent` is malformed. A malformed `tracestate` is left out. */
export const parseTraceContext = (given: { traceparent?: unknown; tracestate?: unknown }): TraceContext | undefined => {
  const { traceparent, tracestate } = given;
  if (typeof traceparent !== 'string' || parseTraceparent(traceparent) === undefined) return undefined;
  const isKept = typeof tracestate === 'string' && TRACESTATE.test(tracestate);
  return { traceparent, ...(isKept && { tracestate }) };
};

export const isSameTrace = (a: TraceContext, b: TraceContext): boolean =>
  parseTraceparent(a.traceparent)?.traceId === parseTraceparent(b.traceparent)?.traceId;
