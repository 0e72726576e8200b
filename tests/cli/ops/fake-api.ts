import { createServer } from 'node:http';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Reply = { status: number; json?: unknown; text?: string; headers?: Record<string, string> };
type Route = Reply | (() => Reply | Promise<Reply>);

const problem = (status: number, code: string, detail: string): Reply => ({ status, json: { status, code, detail } });

/**
 * Hearth's API, its host and its token issuer, as far as an operator uses them. Answers by
 * `METHOD /path`, with or without the query.
 */
export const startFakeApi = async () => {
  const routes = new Map<string, Route>();
  const asked: { line: string; headers: Record<string, unknown>; body: string }[] = [];
  let base = '';

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url = '', headers } = request;
    const line = `${method} ${url.replace('/api/v1', '')}`;
    asked.push({ line, headers, body });
    const route = routes.get(line) ?? routes.get(line.replace(/\?.*/, ''));
    const reply = typeof route === 'function' ? await route() : (route ?? problem(404, 'not_found', 'There is none.'));
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
  });
  base = `http://127.0.0.1:${await listenOnFreePort(server)}`;

  const on = (line: string, route: Route): void => {
    routes.set(line, route);
  };
  const empty = { status: 200, json: { items: [] } };
  on('GET /.well-known/openid-configuration', { status: 200, json: { token_endpoint: `${base}/token` } });
  on('POST /token', { status: 200, json: { access_token: 'fetched', expires_in: 3600 } });
  on('GET /health/ready', { status: 200, json: { status: 'ready' } });
  on('GET /admin/orders', empty);
  on('GET /admin/dead-letters', empty);

  return {
    url: base,
    asked,
    lines: () => asked.map(({ line }) => line),
    on,
    problem,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>;
