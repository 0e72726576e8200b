import { parseRequestId } from './request-id.ts';
import { parseTraceContext, type TraceContext } from './trace-context.ts';

/**
 * What a message, a document or an event follows from: the request, and where its trace hangs. Only
 * what is known is there; the trace only if telemetry is exported.
 */
export type Origin = { requestId?: string } & Partial<TraceContext>;

/** Whoever sent or stored it may have written anything. Undefined if nothing of it is valid. */
export const parseOrigin = (given: Readonly<Record<string, unknown>>): Origin | undefined => {
  const requestId = parseRequestId(given.requestId);
  const trace = parseTraceContext(given);
  if (requestId === undefined && trace === undefined) return undefined;
  return { ...(requestId !== undefined && { requestId }), ...trace };
};
