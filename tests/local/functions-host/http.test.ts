import { request } from 'node:http';
import { type HostProcess, startHost } from './host-process.ts';
import { rawAnswer } from './raw-answer.ts';

const main = `
const echo = async (request, context) => ({
  jsonBody: {
    name: context.functionName,
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    query: Object.fromEntries(request.query),
    queryList: new URL(request.url).searchParams.getAll('tag'),
    params: request.params,
    hasBody: request.body !== null,
    text: await request.text(),
    traceParent: context.traceContext?.traceParent,
  },
});
const on = (name, route, methods, handler = echo) => app.http(name, { route, methods, handler });
on('getItem', 'v1/items/{id}', ['GET', 'HEAD']);
on('listItems', 'v1/items', ['GET']);
on('makeItem', 'v1/items', ['POST']);
on('number', 'v1/numbers/{n:int}', ['GET']);
on('optional', 'v1/maybe/{id?}', ['GET']);
on('aGreedy', 'v1/overlap/{id}', ['GET']);
on('zExact', 'v1/overlap/exact', ['GET']);
on('zzRest', 'v1/rest/{*path}', ['GET']);
app.http('unrouted', { methods: ['GET'], handler: echo });
on('throws', 'v1/throws', ['GET'], () => { throw new Error('secret of the inside'); });
on('nothing', 'v1/nothing', ['GET'], () => undefined);
on('text', 'v1/text', ['GET'], () => 'not an object');
on('full', 'v1/full', ['GET', 'HEAD'], () => ({
  status: 201,
  headers: { location: '/x', etag: '"1"', vary: 'Accept', 'content-length': '999' },
  cookies: [
    { name: 'a', value: 'b c', maxAge: 60, httpOnly: true, secure: true, sameSite: 'None', path: '/' },
    { name: 'd', value: 'e' },
  ],
  body: 'hello',
}));
on('bytes', 'v1/bytes', ['POST'], async (request) => ({ body: new Uint8Array(await request.arrayBuffer()).reverse() }));
on('stream', 'v1/stream', ['GET'], () => ({ body: new ReadableStream({
  start(controller) { controller.enqueue(new TextEncoder().encode('one')); controller.enqueue(new TextEncoder().encode('two')); controller.close(); },
}) }));
on('notModified', 'v1/not-modified', ['GET'], () => ({ status: 304, headers: { etag: '"1"' } }));
`;

test.each([
  ['the setting ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'http://a.test, http://b.test' }, {}, ['http://b.test', null]],
  [
    'the environment',
    { ALLOWED_ORIGINS: 'http://a.test' },
    { ALLOWED_ORIGINS: 'http://b.test' },
    ['http://b.test', null],
  ],
  ['Host.CORS where there is none', {}, {}, [null, 'http://cors.test']],
])('the origins of CORS come from %s', async (_, values, env, allowed) => {
  const host = await startHost({ main, settings: { Values: values, Host: { CORS: 'http://cors.test' } }, env });
  const allowedOf = async (origin: string) => {
    const response = await fetch(`${host.url}/api/v1/nothing`, { headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };

  expect([await allowedOf('http://b.test'), await allowedOf('http://cors.test')]).toEqual(allowed);
  await host.stop();
});

describe('HTTP functions on the host', () => {
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost({ main, settings: { IsEncrypted: false, Values: {}, Host: { CORS: 'http://shop.test' } } });
  });

  afterAll(() => host.stop());

  const call = (path: string, init?: RequestInit) => fetch(`${host.url}${path}`, init);
  const echoed = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> => {
    const seen: unknown = await (await call(path, init)).json();
    return typeof seen === 'object' && seen !== null ? { ...seen } : {};
  };

  test('hands over method, absolute URL, lower-case headers, route parameters and body', async () => {
    const seen = await echoed('/api/v1/items?tag=a&tag=b&Tag=c&x=1', {
      method: 'POST',
      headers: { 'X-Custom': 'Yes' },
      body: 'payload',
    });

    expect(seen).toMatchObject({
      name: 'makeItem',
      method: 'POST',
      url: `${host.url}/api/v1/items?tag=a&tag=b&Tag=c&x=1`,
      query: { tag: 'a,b,c', x: '1' },
      queryList: ['a', 'b'],
      text: 'payload',
    });
    expect(seen.headers).toMatchObject({ 'x-custom': 'Yes' });
    expect(seen.traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('passes on the trace of the caller', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(await echoed('/api/v1/items', { headers: { traceparent } })).toMatchObject({ traceParent: traceparent });
  });

  test('passes no body if a request has none', async () => {
    expect(await echoed('/api/v1/items', { method: 'POST' })).toMatchObject({ hasBody: false, text: '' });
  });

  test('drops a body that is sent in chunks, but passes on that it was', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('lost'));
        controller.close();
      },
    });
    const seen = await echoed('/api/v1/items', { method: 'POST', body, duplex: 'half' });

    expect(seen).toMatchObject({ hasBody: false, text: '', headers: { 'transfer-encoding': 'chunked' } });
  });

  test('decodes route parameters except for escaped slashes', async () => {
    expect(await echoed('/api/v1/items/a%20b%2Fc')).toMatchObject({ params: { id: 'a b%2Fc' } });
  });

  test('matches literals in any case and ignores a slash at the end', async () => {
    expect(await echoed('/API/V1/Items/Ab/')).toMatchObject({ name: 'getItem', params: { id: 'Ab' } });
  });

  test('honours constraints, optional parameters and catch-alls', async () => {
    expect(await echoed('/api/v1/numbers/-7')).toMatchObject({ params: { n: '-7' } });
    expect((await call('/api/v1/numbers/seven')).status).toBe(404);
    expect(await echoed('/api/v1/maybe')).toMatchObject({ name: 'optional', params: {} });
    expect(await echoed('/api/v1/maybe/x')).toMatchObject({ params: { id: 'x' } });
    expect(await echoed('/api/v1/rest/a/b/c')).toMatchObject({ params: { path: 'a/b/c' } });
    expect(await echoed('/api/v1/rest')).toMatchObject({ params: {} });
  });

  test('picks the first of overlapping routes by name of the function, as Azure does', async () => {
    expect(await echoed('/api/v1/overlap/exact')).toMatchObject({ name: 'aGreedy', params: { id: 'exact' } });
  });

  test('routes a function without a route by its name', async () => {
    expect(await echoed('/api/unrouted')).toMatchObject({ name: 'unrouted' });
  });

  test.each([
    ['GET', '/api/v1/unknown'],
    ['DELETE', '/api/v1/items'],
    ['GET', '/v1/items'],
    ['GET', '/api/v1/items/a/b'],
    ['GET', '/api/v1//items'],
  ])('answers %s %s, which no route fits, with an empty 404', async (method, path) => {
    const response = await call(path, { method });

    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test('answers an error with an empty 500 and logs it', async () => {
    const response = await call('/api/v1/throws');

    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(await host.line(/Executed 'Functions.throws' \(Failed, /)).toBeDefined();
    expect(await host.line(/secret of the inside/)).toBeDefined();
  });

  test('answers 204 if nothing is returned, and 500 if it is not an object', async () => {
    expect((await call('/api/v1/nothing')).status).toBe(204);
    expect((await call('/api/v1/text')).status).toBe(500);
  });

  test('sends status, headers, cookies and body, with the length that the body has', async () => {
    const response = await call('/api/v1/full');

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('hello');
    expect(Object.fromEntries(response.headers)).toMatchObject({ location: '/x', etag: '"1"', 'content-length': '5' });
    expect(response.headers.getSetCookie()).toEqual([
      'a=b%20c; max-age=60; path=/; secure; samesite=none; httponly',
      'd=e; path=/',
    ]);
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const answer = await rawAnswer(host.url, 'HEAD', '/api/v1/full');

    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer).toMatch(/\r\netag: "1"\r\n/i);
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\n');
    expect(await rawAnswer(host.url, 'GET', '/api/v1/full')).toMatch(/\r\n\r\nhello$/);
  });

  test('sends a 304 without body or length', async () => {
    const response = await call('/api/v1/not-modified');

    expect(response.status).toBe(304);
    expect(response.headers.get('content-length')).toBeNull();
  });

  test('keeps bytes as they are, both ways', async () => {
    const body = new Uint8Array([0, 255, 128, 10, 13]);
    const response = await call('/api/v1/bytes', { method: 'POST', body });

    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([13, 10, 128, 255, 0]);
  });

  test('sends what a function streams', async () => {
    expect(await (await call('/api/v1/stream')).text()).toBe('onetwo');
  });

  test('answers a preflight of an allowed origin itself', async () => {
    const response = await call('/api/v1/items', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://shop.test',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'if-match,authorization',
      },
    });

    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'http://shop.test',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'if-match,authorization',
    });
  });

  test('exposes headers to an allowed origin and adds to Vary', async () => {
    const response = await call('/api/v1/full', { headers: { origin: 'http://shop.test' } });

    expect(response.headers.get('access-control-allow-origin')).toBe('http://shop.test');
    expect(response.headers.get('access-control-expose-headers')).toContain('Idempotency-Replayed');
    expect(response.headers.get('vary')).toBe('Origin, Accept');
  });

  test('gives other origins nothing', async () => {
    const response = await call('/api/v1/full', { headers: { origin: 'http://evil.test' } });

    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('survives a client that goes away in the middle of its body', async () => {
    await new Promise<void>((resolve) => {
      const leaving = request(`${host.url}/api/v1/bytes`, { method: 'POST', headers: { 'content-length': '100' } });
      leaving.on('error', () => resolve());
      leaving.write('half', () => leaving.destroy(new Error('gone')));
    });

    expect((await call('/api/v1/items')).status).toBe(200);
  });
});
