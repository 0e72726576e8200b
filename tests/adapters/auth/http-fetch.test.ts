import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { httpFetch } from '../../../src/adapters/auth/http-fetch.ts';
import { oidcKeys } from '../../../src/adapters/auth/oidc-keys.ts';
import { startTestIssuer } from './test-issuer.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
});

const serve = async (listener: RequestListener, host = '127.0.0.1'): Promise<string> => {
  const server = createServer(listener).listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
};

test('sends its user agent and what it accepts, and closes the connection', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers);
    response.end('{}');
  });
  await httpFetch(url);
  await httpFetch(url, { headers: new Headers({ 'user-agent': 'jose', accept: 'application/jwk-set+json' }) });

  expect(seen).toEqual([
    expect.objectContaining({ 'user-agent': 'hearth', accept: 'application/json', connection: 'close' }),
    expect.objectContaining({ 'user-agent': 'jose', accept: 'application/jwk-set+json', connection: 'close' }),
  ]);
});

test('reads a compressed answer', async () => {
  const url = await serve((_, response) => {
    response.setHeader('content-encoding', 'gzip').end(gzipSync('{"keys":[]}'));
  });
  expect(await (await httpFetch(url)).json()).toEqual({ keys: [] });
});

test('returns a redirect without following it', async () => {
  let asked = 0;
  const target = await serve((_, response) => {
    asked += 1;
    response.end('{}');
  });
  const url = await serve((_, response) => response.writeHead(302, { location: target }).end());

  expect((await httpFetch(url)).status).toBe(302);
  expect(asked).toBe(0);
});

test('gives up on a body without an end', async () => {
  const url = await serve((_, response) => {
    const chunk = 'x'.repeat(64 * 1024);
    const more = () => {
      while (response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  await expect(httpFetch(url)).rejects.toThrow('longer than');
});

test('stops in the middle of a body when aborted', async () => {
  const url = await serve((_, response) => void response.write('{"keys":'));
  const asking = httpFetch(url, { signal: AbortSignal.timeout(200) });
  await expect(asking).rejects.toThrow();
});

test('asks at an IPv6 address', async () => {
  const url = await serve((_, response) => response.end('{}'), '::1');
  expect((await httpFetch(url)).status).toBe(200);
});

test('an issuer whose keys are elsewhere by redirect is not asked there', async () => {
  const issuer = await startTestIssuer();
  const elsewhere = await serve((_, response) => response.end('{"keys":[]}'));
  const redirecting = await serve((_, response) => response.writeHead(307, { location: elsewhere }).end());
  issuer.discovery = { jwks_uri: redirecting };

  await expect(oidcKeys(issuer.url).prefetch()).rejects.toMatchObject({ name: 'Unavailable' });

  await issuer.close();
});
