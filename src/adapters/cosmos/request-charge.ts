import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Attributes, Meter, Telemetry } from '../../application/ports/telemetry.ts';
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

const chargeOf = ({ headers }: PipelineResponse): number => Number(headers.get('x-ms-request-charge'));

/** 404, 409 and 412 are answers that adapters ask for. */
const isFailure = (status: number): boolean => status >= 500 || status === 429 || status === 408 || status === 449;

const attributesOf = (response: PipelineResponse): Attributes => ({
  'db.response.status_code': String(response.status),
  'azure.cosmosdb.operation.request_charge': chargeOf(response),
  'error.type': isFailure(response.status) ? String(response.status) : undefined,
});

/** Each request is a span. Its URL holds ids, so the span names only the container. */
export const tracedHttpClient = (http: HttpClient, telemetry: Telemetry): HttpClient => ({
  sendRequest: (request) => {
    const { operation, container } = placeOfRequest(request);
    const attributes = {
      'db.system.name': 'azure.cosmosdb',
      'db.operation.name': operation,
      'db.collection.name': container,
      'server.address': new URL(request.url).hostname,
    };
    const name = container === undefined ? operation : `${operation} ${container}`;
    return telemetry.span(name, { kind: 'client', attributes }, async (span) => {
      const response = await http.sendRequest(request);
      span.set(attributesOf(response));
      return response;
    });
  },
});

/**
 * Measures what every request costs: also pages, retries, throttled requests, and batches that fail
 * as a whole, for which the client passes on only a message.
 */
export const meteredHttpClient = (http: HttpClient, meter: Meter): HttpClient => ({
  sendRequest: async (request) => {
    const response = await http.sendRequest(request);
    const units = chargeOf(response);
    if (units > 0) meter({ operation: operationOf(request), units });
    return response;
  },
});
