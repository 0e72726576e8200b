import type { IncomingMessage } from 'node:http';
import type { RpcHttp } from '../rpc.ts';
import type { RouteParams } from './route-template.ts';

const nullable = (pairs: Iterable<readonly [string, string]>): Record<string, { value: string }> =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, { value }]));

/** Joins repeated headers with commas, cookies with semicolons. */
const headersOf = (request: IncomingMessage): [string, string][] =>
  Object.entries(request.headersDistinct).map(([name, values = []]) => [
    name.toLowerCase(),
    values.join(name === 'cookie' ? '; ' : ','),
  ]);

/** Joins repeated keys with commas, ignoring case, under the first spelling. */
const queryOf = (url: URL): Map<string, string> => {
  const spelling = new Map<string, string>();
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const key = spelling.get(name.toLowerCase()) ?? name;
    spelling.set(name.toLowerCase(), key);
    const earlier = query.get(key);
    query.set(key, earlier === undefined ? value : `${earlier},${value}`);
  }
  return query;
};

/** The request as the host hands it to the worker. */
export const rpcHttpRequest = (request: IncomingMessage, url: URL, params: RouteParams, body: Uint8Array): RpcHttp => ({
  method: request.method ?? 'GET',
  url: url.href,
  nullableHeaders: nullable(headersOf(request)),
  nullableQuery: nullable(queryOf(url)),
  nullableParams: nullable(Object.entries(params)),
  ...(body.byteLength > 0 && { body: { bytes: body } }),
});
