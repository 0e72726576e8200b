import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../functions-host/http/listen.ts';
import { readPage } from '../read-page.ts';

export type ShopOptions = {
  /** 0 takes a free one. */
  port: number;
  /** Folder of the built page. */
  page: string;
  /** Base URL of the token issuer. */
  issuer: string;
};

export type Shop = {
  /** The origin that the API has to allow. */
  url: string;
  /** Says where the API is. Until then, the shop answers 503. */
  open: (api: string) => void;
  stop: () => Promise<void>;
};

/** Of the page itself; the API and the issuer are other origins, as they are for a real shop. */
const policy = (api: string, issuer: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src data: ${api}`,
    `connect-src ${api} ${issuer}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

type Reply = { status: number; headers: Record<string, string>; body: Buffer | string };

const reply = (status: number, text: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: `${text}\n`,
});

/** Serves the shop's page. Rejects if the port is taken or the page has not been built. */
export const startShop = async ({ port, page, issuer }: ShopOptions): Promise<Shop> => {
  const files = await readPage('shop', page);
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  let api: string | undefined;

  const answer = ({ method, headers, url: target = '/' }: IncomingMessage): Reply => {
    // The API allows one origin, so the page would not work by another name of this machine.
    if (`http://${headers.host}` !== url) return reply(308, url, { location: url });
    if (method !== 'GET' && method !== 'HEAD') {
      return reply(405, 'The shop only shows its page. Send orders to the API.', { allow: 'GET, HEAD' });
    }
    if (api === undefined) return reply(503, 'The shop is about to open.', { 'retry-after': '1' });
    const [path = '/'] = target.split('?', 1);
    const file = files.get(path);
    if (file === undefined) return reply(404, `${path} does not exist. The shop is at ${url}/`);
    const body = path === '/' ? String(file.body).replace('{api}', api).replace('{issuer}', issuer) : file.body;
    const security = { 'content-security-policy': policy(api, issuer), 'referrer-policy': 'no-referrer' };
    return { status: 200, headers: { ...security, 'content-type': file.type, 'cache-control': 'no-cache' }, body };
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = answer(request);
    response.writeHead(status, { ...headers, 'x-content-type-options': 'nosniff' }).end(body);
  });

  return {
    url,
    open: (where) => {
      api = where;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
