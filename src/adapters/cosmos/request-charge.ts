import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { Meter } from '../../application/ports/telemetry.ts';
import type { Place } from '../../domain/errors.ts';

const DOCUMENTS = /\/colls\/(?<container>[^/]+)\/docs(?:\/|$)/;

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Headers that mark a POST that creates nothing. */
const markers: readonly (readonly [header: string, verb: string])[] = [
  ['x-ms-cosmos-is-batch-request', 'batch'],
  ['x-ms-cosmos-is-query-plan-request', 'query plan'],
  ['x-ms-documentdb-isquery', 'query'],
];

/** What a request asks for; without a container if no document is involved. */
export const placeOfRequest = ({ url, method, headers }: PipelineRequest): Place & { operation: string } => {
  const container = DOCUMENTS.exec(url)?.groups?.container;
  if (container === undefined) return { operation: 'metadata' };
  const marker = markers.find(([header]) => headers.get(header)?.toLowerCase() === 'true');
  return { operation: marker?.[1] ?? verbs[method] ?? method, container };
};

/** For example `orders.create`; `metadata` if no document is involved. Without ids: few names. */
const operationOf = (request: PipelineRequest): string => {
  const { operation, container } = placeOfRequest(request);
  return container === undefined ? operation : `${container}.${operation}`;
};

/**
 * Measures what every request costs: also pages, retries, throttled requests, and batches that fail
 * as a whole, for which the client passes on only a message.
 */
export const meteredHttpClient = (http: HttpClient, meter: Meter): HttpClient => ({
  sendRequest: async (request) => {
    const response = await http.sendRequest(request);
    const units = Number(response.headers.get('x-ms-request-charge'));
    if (units > 0) meter({ operation: operationOf(request), units });
    return response;
  },
});
