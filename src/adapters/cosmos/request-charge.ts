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

/** Headers that mark a POST that creates nothing. */
const markers: readonly (readonly [header: string, verb: string])[] = [
  ['x-ms-cosmos-is-batch-request', 'batch'],
  ['x-ms-cosmos-is-query-plan-request', 'query plan'],
  ['x-ms-documentdb-isquery', 'query'],
];

/** For example `orders.create`; `metadata` if no document is involved. Without ids: few names. */
const operationOf = ({ url, method, headers }: PipelineRequest): string => {
  const container = DOCUMENTS.exec(url)?.groups?.container;
  if (container === undefined) return 'metadata';
  const marker = markers.find(([header]) => headers.get(header)?.toLowerCase() === 'true');
  return `${container}.${marker?.[1] ?? verbs[method] ?? method}`;
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
