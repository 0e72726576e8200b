import type { IncomingMessage, ServerResponse } from 'node:http';
import { FROM_ELSEWHERE, isFromElsewhere } from '../is-from-elsewhere.ts';
import { parseOtlpTraces } from './otlp.ts';
import { readPayload } from './read-payload.ts';
import type { TraceStore } from './trace-store.ts';
import { summarizeTrace, toTraceTree } from './trace-tree.ts';

const MAX_PROBLEMS = 20;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** Other signals are accepted, so that an exporter that sends all of them does not fail. */
const SIGNALS = /^\/v1\/(traces|metrics|logs)$/;
const TRACE = /^\/traces\/([0-9a-f]{32})$/i;

type Answer = { status: number; body: unknown; allow?: string };

const problem = (status: number, message: string): Answer => ({ status, body: { code: status, message } });

const readLimit = (query: URLSearchParams): number | undefined => {
  const text = query.get('limit') ?? String(DEFAULT_LIMIT);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MAX_LIMIT ? limit : undefined;
};

const receive = async (store: TraceStore, request: IncomingMessage, signal: string): Promise<Answer> => {
  const payload = await readPayload(request);
  if ('problem' in payload) return problem(payload.status, payload.problem);
  if (signal !== 'traces') return { status: 200, body: {} };
  const parsed = parseOtlpTraces(payload.json);
  if ('problems' in parsed) return problem(400, parsed.problems.slice(0, MAX_PROBLEMS).join(' '));
  store.add(parsed.spans);
  return { status: 200, body: {} };
};

const listParameters: readonly string[] = ['orderId', 'limit'];

const nameUnknown = (query: URLSearchParams, known: readonly string[]): string[] =>
  [...new Set(query.keys())]
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is unknown: use ${known.join(', ')}.`);

const listTraces = (store: TraceStore, query: URLSearchParams): Answer => {
  const limit = readLimit(query);
  const problems = nameUnknown(query, listParameters);
  if (limit === undefined) problems.push(`limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  if (limit === undefined || problems.length > 0) return problem(400, problems.slice(0, MAX_PROBLEMS).join(' '));
  const traces = store.list({ orderId: query.get('orderId') ?? undefined, limit });
  return { status: 200, body: traces.map(summarizeTrace) };
};

const showTrace = (store: TraceStore, traceId: string): Answer => {
  const trace = store.find(traceId.toLowerCase());
  return trace === undefined
    ? problem(404, 'There is no such trace, or it is no longer kept.')
    : { status: 200, body: toTraceTree(trace) };
};

const answerRequest = async (store: TraceStore, request: IncomingMessage): Promise<Answer> => {
  if (isFromElsewhere(request)) return problem(403, FROM_ELSEWHERE);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://traces');
  const signal = SIGNALS.exec(pathname)?.[1];
  if (signal !== undefined) {
    return request.method === 'POST'
      ? receive(store, request, signal)
      : { ...problem(405, 'Send telemetry with POST.'), allow: 'POST' };
  }
  const traceId = TRACE.exec(pathname)?.[1];
  if (pathname !== '/traces' && traceId === undefined)
    return problem(404, 'No such route. There are POST /v1/traces, GET /traces and GET /traces/{traceId}.');
  if (request.method !== 'GET') return { ...problem(405, 'Read traces with GET.'), allow: 'GET' };
  return traceId === undefined ? listTraces(store, searchParams) : showTrace(store, traceId);
};

/** OTLP in, traces out. */
export const createTracesHandler =
  (store: TraceStore) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body, allow } = await answerRequest(store, request).catch(() =>
      problem(400, 'The request could not be read.'),
    );
    if (response.destroyed) return;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(allow !== undefined && { allow }),
      // What was refused half-read must not be taken for the next request.
      ...(status === 413 && { connection: 'close' }),
    });
    response.end(JSON.stringify(body));
  };
