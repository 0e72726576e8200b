import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { Meter } from '../../application/ports/telemetry.ts';

const DOCUMENTS = /\/colls\/(?<container>[^/]+)\/docs(?:\/|$)/;

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What a POST that creates nothing says about itself. */
const markers: readonly (readonly [header: string, verb: string])[] = [
  ['x-ms-cosmos-is-batch-request', 'batch'],
  ['x-ms-cosmos-is-query-plan-request', 'query plan'],
  ['x-ms-documentdb-isquery', 'query'],
];

/** `orders.create`; whatever is not about documents is `metadata`. Never an id: the names are few. */
const operationOf = ({ url, method, headers }: PipelineRequest): string => {
  const container = DOCUMENTS.exec(url)?.groups?.container;
  if (container === undefined) return 'metadata';
  const marker = markers.find(([header]) => headers.get(header)?.toLowerCase() === 'true');
  return `${container}.${marker?.[1] ?? verbs[method] ?? method}`;
};

/**
 * The client's way out, with a meter on it. On the wire nothing gets past it: every page of every query, what was refused or throttled,
 * what the client tries again by itself, and batches that fail as a whole, of which the client hands on no more than a message.
 */
export const meteredHttpClient = (http: HttpClient, meter: Meter): HttpClient => ({
  sendRequest: async (request) => {
    const response = await http.sendRequest(request);
    const units = Number(response.headers.get('x-ms-request-charge'));
    if (units > 0) meter({ operation: operationOf(request), units });
    return response;
  },
});
