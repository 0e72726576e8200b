import type { RpcHttp } from '../rpc.ts';
import type { RouteParams } from './route-template.ts';

type HostedRequest = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  params: RouteParams;
  body: Uint8Array;
};

const nullable = (pairs: Iterable<readonly [string, string]>): Record<string, { value: string }> =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, { value }]));

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
export const rpcHttpRequest = ({ method, url, headers, params, body }: HostedRequest): RpcHttp => ({
  method,
  url: url.href,
  nullableHeaders: nullable(Object.entries(headers)),
  nullableQuery: nullable(queryOf(url)),
  nullableParams: nullable(Object.entries(params)),
  ...(body.byteLength > 0 && { body: { bytes: body } }),
});
