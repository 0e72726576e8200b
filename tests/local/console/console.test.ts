import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Console, startConsole } from '../../../local/console/start-console.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

const page = mkdtempSync(join(tmpdir(), 'hearth-console-'));
const seen: Seen[] = [];
let part: Server;
let base: string;
let shown: Console;
let orders: unknown[] = [];
let tokens = 0;

const answers: Readonly<Record<string, () => unknown>> = {
  '/token': () => {
    tokens += 1;
    return { access_token: `token-${tokens}`, expires_in: 3600 };
  },
  '/api/v1/admin/orders': () => ({ items: orders }),
};

/** Stands for every part: notes what it is asked. */
const startPart = async (): Promise<void> => {
  part = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      const path = url.split('?')[0] ?? '';
      // The log of a host where nothing happens.
      if (path === '/admin/host/logs' && headers.accept === 'text/event-stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
        return;
      }
      const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
      response.writeHead(200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'set-cookie': 'a=b',
        etag: '"1"',
      });
      response.end(JSON.stringify(answer?.() ?? { path }));
    });
  });
  base = `http://127.0.0.1:${await listenOnFreePort(part)}`;
};

beforeAll(async () => {
  for (const name of ['index.html', 'main.js', 'console.css', 'icon.svg']) writeFileSync(join(page, name), name);
  await startPart();
  const parts = {
    host: base,
    issuer: base,
    audience: 'api://hearth',
    cosmos: `${base}/cosmos-db`,
    serviceBusControl: `${base}/bus`,
    blobs: `${base}/storage`,
  };
  shown = await startConsole({ port: 0, parts, page, quietMs: 600_000 });
});

afterAll(async () => {
  await shown.stop();
  part.close();
  part.closeAllConnections();
  rmSync(page, { recursive: true });
});

beforeEach(() => {
  seen.length = 0;
});

const ask = (
  method: string,
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const own = method === 'GET' ? {} : { origin: shown.url };
    const call = send(`${shown.url}${path}`, { method, headers: { ...own, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    call.on('error', reject);
    call.end(body);
  });

/** What parts were asked, without the token and the log. */
const asked = (): string[] =>
  seen
    .filter(({ url }) => url !== '/token' && !url.startsWith('/admin/host/logs'))
    .map(({ method, url }) => `${method} ${url}`);

test('the API gets an operator’s token, and nothing of what the browser says of itself', async () => {
  const headers = {
    cookie: 'a=b',
    authorization: 'Bearer other',
    'idempotency-key': 'k',
    'content-type': 'application/json',
  };
  const { status } = await ask('POST', '/api/v1/orders?x=1', { body: '{"a":1}', headers });

  const call = seen.find(({ url }) => url === '/api/v1/orders?x=1');
  expect(status).toBe(200);
  expect(call?.body).toBe('{"a":1}');
  expect(call?.headers.authorization).toMatch(/^Bearer token-/);
  expect(call?.headers['idempotency-key']).toBe('k');
  expect(call?.headers.cookie).toBeUndefined();
  expect(call?.headers.origin).toBeUndefined();
});

test('one token serves many requests', async () => {
  const before = tokens;
  await Promise.all([ask('GET', '/api/v1/orders'), ask('GET', '/api/v1/orders'), ask('GET', '/api/v1/orders')]);

  expect(tokens - before).toBeLessThanOrEqual(before === 0 ? 1 : 0);
});

test('answers let no other site in and set no cookie', async () => {
  const { headers } = await ask('GET', '/api/v1/products');

  expect(headers.etag).toBe('"1"');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['set-cookie']).toBeUndefined();
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
});

test('a body without a length stays a body, and is no second request to the part', async () => {
  const body = 'POST /admin/functions/smuggled HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';
  await ask('DELETE', '/service-bus/pause', { body, headers: { 'transfer-encoding': 'chunked' } });
  await ask('GET', '/admin/host/status');

  expect(asked()).toEqual(['DELETE /bus/_hearth/pause', 'GET /admin/host/status']);
  expect(seen[0]?.body).toBe(body);
});

test.each([
  ['GET', '/admin/host/status', '/admin/host/status'],
  ['PUT', '/cosmos/faults', '/cosmos-db/_hearth/faults'],
  ['DELETE', '/service-bus/pause', '/bus/_hearth/pause'],
  ['GET', '/service-bus/messages?contains=a', '/bus/_hearth/messages?contains=a'],
  ['PUT', '/blobs/hearthdata/uploads/p/i?sig=1', '/storage/hearthdata/uploads/p/i?sig=1'],
])('%s %s reaches its part, without a token', async (method, path, wanted) => {
  await ask(method, path);

  expect(asked()).toEqual([`${method} ${wanted}`]);
  expect(seen.at(-1)?.headers.authorization).toBeUndefined();
});

test.each([
  ['GET', '/blobs/hearthdata/uploads/p/i'],
  ['DELETE', '/blobs/hearthdata/uploads/p/i'],
  ['GET', '/cosmos/dbs'],
  ['GET', '/service-bus/anything'],
  ['GET', '/api/../token'],
  ['GET', '/api/%2e%2e/token'],
  ['GET', '/traces'],
  ['POST', '/console/anything'],
])('%s %s reaches no part', async (method, path) => {
  const { status } = await ask(method, path);

  expect(status).toBe(404);
  expect(asked()).toEqual([]);
});

test('another site gets 403, and no part is asked', async () => {
  const answered = await ask('POST', '/api/v1/admin/dead-letters/replay', {
    headers: { origin: 'https://evil.example' },
  });
  const named = await ask('GET', '/', { headers: { host: 'evil.example' } });

  expect([answered.status, named.status]).toEqual([403, 403]);
  expect(asked()).toEqual([]);
});

test('a part that does not answer is a 502 that names it', async () => {
  const parts = {
    host: 'http://127.0.0.1:1',
    issuer: base,
    audience: '',
    cosmos: '',
    serviceBusControl: '',
    blobs: '',
  };
  const alone = await startConsole({ port: 0, parts, page });
  const response = await fetch(`${alone.url}/admin/host/status`);

  expect(response.status).toBe(502);
  expect(await response.text()).toContain('The functions host does not answer');
  await alone.stop();
});

test('a console that did not start the host says so instead of killing it', async () => {
  const { status, body } = await ask('POST', '/console/host/kill');

  expect(status).toBe(409);
  expect(body).toContain('This console did not start the host.');
});

test('a timer whose log cannot be read was started, and that is what the answer says', async () => {
  const { status, body } = await ask('POST', '/console/timers/run', { body: '{"name":"relayOrders"}' });

  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ outcome: 'started', reason: expect.stringContaining('can no longer be read') });
  expect(asked()).toEqual(['POST /admin/functions/relayOrders']);
});

test('a run of a timer without its name is refused', async () => {
  expect(await ask('POST', '/console/timers/run', { body: '{}' })).toMatchObject({ status: 409 });
  expect(asked()).toEqual([]);
});

test('its files are served, and nothing beside them', async () => {
  expect((await ask('GET', '/')).body).toBe('index.html');
  expect((await ask('GET', '/main.js')).headers['content-type']).toContain('javascript');
  expect((await ask('GET', '/icon.svg')).headers['content-type']).toBe('image/svg+xml');
  expect((await ask('GET', '/index.html')).status).toBe(404);
});

test('a page that was not built is reported with the command that builds it', async () => {
  const parts = { host: base, issuer: base, audience: '', cosmos: '', serviceBusControl: '', blobs: '' };

  await expect(startConsole({ port: 0, parts, page: 'nowhere' })).rejects.toThrow('node build/build.mjs local');
});

test('the live stream sends a topic, and again once somebody has changed something', async () => {
  orders = [];
  const response = await fetch(`${shown.url}/console/live?topic=orders`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
  };
  await readUntil('"recent":[]');

  const items = [{ productId: 'p', name: 'P', quantity: 1, unitPrice: 1, lineTotal: 1 }];
  orders = [{ id: 'ord_1', status: 'placed', items, currency: 'EUR', total: 1, placedAt: '2026-12-01T10:00:00Z' }];
  await ask('POST', '/api/v1/orders');
  await readUntil('ord_1');

  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const read = seen.find(({ url }) => url.startsWith('/api/v1/admin/orders'))?.headers;
  expect(read?.['x-request-id']).toMatch(/^console-/);
  expect(read?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  await reader?.cancel();
});

test.each([
  ['', 400],
  ['?topic=a&topic=b&topic=c&topic=d&topic=e&topic=f', 400],
  ['?topic=secrets', 404],
])('the live stream of %p is refused', async (query, status) => {
  expect((await ask('GET', `/console/live${query}`)).status).toBe(status);
});
