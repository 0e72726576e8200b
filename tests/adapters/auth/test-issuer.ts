import { createServer } from 'node:http';
import type { JWK } from 'jose';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

/** What the issuer answers. Tests change it as they go. */
export type TestIssuer = {
  url: string;
  /** Fields that replace those of the discovery document. */
  discovery: Record<string, unknown>;
  /** Status of the discovery document only. Default: that of every answer. */
  discoveryStatus?: number;
  /** The text of the discovery document. */
  discoveryText?: string;
  /** Status of the keys only. */
  keysStatus?: number;
  keys: JWK[];
  /** Answered instead of the keys. */
  keysBody?: unknown;
  /** Status of every answer. Default: 200. */
  status: number;
  /** Whether it never answers. */
  silent: boolean;
  requests: { discovery: number; keys: number };
  close(): Promise<void>;
};

export const startTestIssuer = async (): Promise<TestIssuer> => {
  const server = createServer((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    issuer.requests[isDiscovery ? 'discovery' : 'keys'] += 1;
    if (issuer.silent) return;
    const body = isDiscovery
      ? { issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, ...issuer.discovery }
      : (issuer.keysBody ?? { keys: issuer.keys });
    const status = (isDiscovery ? issuer.discoveryStatus : issuer.keysStatus) ?? issuer.status;
    const text = (isDiscovery ? issuer.discoveryText : undefined) ?? JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  const port = await listenOnFreePort(server);
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${port}`,
    discovery: {},
    keys: [],
    status: 200,
    silent: false,
    requests: { discovery: 0, keys: 0 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
};
