import { type HostProcess, startHost } from './host-process.ts';
import { rawAnswer } from './raw-answer.ts';

// Where HTTP's edges lie on the real host, measured there.

const main = `
const echo = async (request) => ({
  jsonBody: { url: request.url, params: request.params, header: request.headers.get('x-a') },
});
app.http('rest', { route: 'v1/rest/{*path}', methods: ['GET'], handler: echo });
app.http('zAny', { route: '{*path}', methods: ['GET', 'POST'], handler: echo });
app.http('item', { route: 'v1/items/{id}', methods: ['GET'], handler: echo });
app.http('badHeader', { methods: ['GET'], handler: () => ({ headers: { 'x-a': 'caf\\u00e9' } }) });
const gates = [];
app.http('gated', { methods: ['GET'], handler: () => new Promise((resolve) => {
  report({ waiting: gates.push(() => resolve({ status: 204 })) });
}) });
process.on('SIGUSR2', () => { for (const open of gates.splice(0)) open(); });
`;

let host: HostProcess;

beforeAll(async () => {
  host = await startHost({ main, host: { extensions: { http: { maxOutstandingRequests: 5 } } } });
});

afterAll(() => host.stop());

const get = (target: string, headers?: string): Promise<string> => rawAnswer(host.url, 'GET', target, headers);
const statusOf = (answer: string): number => Number(answer.split(' ', 2)[1]);

const echoed = async (target: string, headers?: string): Promise<unknown> => {
  const answer = await get(target, headers);
  return JSON.parse(Buffer.from(answer.slice(answer.indexOf('\r\n\r\n')), 'latin1').toString());
};

test.each(['//api/v1/items/a', '/api//v1/items/a', '/api//'])(
  'the empty segment in %s fits no parameter, which is an empty 404',
  async (target) => {
    const answer = await get(target);

    expect(statusOf(answer)).toBe(404);
    expect(answer).toMatch(/\r\n\r\n$/);
  },
);

test.each([
  ['/api/v1//items', 'v1//items'],
  ['/api/v1/items//', 'v1/items//'],
  ['/api/v1/rest//a', 'v1/rest//a'],
  ['/api/v1/rest/a/', 'a/'],
])('the rest of %s is %s', async (target, path) => {
  expect(await echoed(target)).toMatchObject({ params: { path } });
});

test.each(['/api/v1/rest', '/api/v1/rest/', '/api', '/api/'])('the empty rest of %s is absent', async (target) => {
  expect(await echoed(target)).toHaveProperty('params', {});
});

test.each([
  ['a%2Bb', 'a+b', 'a+b'],
  ['a%2Fb', 'a%2Fb', 'a%2Fb'],
  ['%41%7E%zz', 'A~%zz', 'A~%25zz'],
  ['%c3%a9', '\u00e9', '%C3%A9'],
  ['%c0%af', '%c0%af', '%c0%af'],
  ['a%20b%3Fc', 'a b?c', 'a%20b%3Fc'],
  ['a\\b', 'a\\b', 'a%5Cb'],
  ['a%2E%2E', 'a..', 'a..'],
])('the segment %s arrives as the parameter %s and as %s in the URL', async (sent, id, inUrl) => {
  expect(await echoed(`/api/v1/items/${sent}`)).toMatchObject({
    params: { id },
    url: `${host.url}/api/v1/items/${inUrl}`,
  });
});

test('a target in absolute form is the same as its path and query', async () => {
  expect(await echoed(`${host.url}/api/v1/items/a?b=c`)).toMatchObject({
    params: { id: 'a' },
    url: `${host.url}/api/v1/items/a?b=c`,
  });
  expect(await echoed(`${host.url.replace('http:', 'HTTPS:')}/api/v1/items/a`)).toMatchObject({ params: { id: 'a' } });
  expect(statusOf(await get(host.url))).toBe(200);
  expect(statusOf(await get(`${host.url}?a=b`))).toBe(200);
});

test('dot segments are resolved, escaped ones too', async () => {
  expect(await echoed('/api/x/../v1/%2E%2E/y')).toMatchObject({ params: { path: 'y' } });
});

test.each([
  ['a NUL in the path', '/api/v1/items/a%00b', '', 400],
  ['a raw byte beyond ASCII', '/api/v1/items/\u00e9', '', 400],
  ['another address', 'http://evil.example/api', '', 400],
  ['an address of another scheme', 'ftp://127.0.0.1/api', '', 400],
  ['a second host', '/api/v1/items/a', 'host: evil.example\r\n', 400],
  ['a header that is not UTF-8', '/api/v1/items/a', 'x-a: \u00e9\r\n', 400],
  ['a header beyond Latin-1', '/api/v1/items/a', `x-a: ${Buffer.from('\u0436').toString('latin1')}\r\n`, 500],
  ['headers of more than 32 KiB', '/api/v1/items/a', `x-a: ${'a'.repeat(33_000)}\r\n`, 431],
])('%s is answered with nothing but a status, before any code of the app', async (_, target, headers, status) => {
  const answer = await get(target, headers);

  expect([statusOf(answer), answer.slice(answer.indexOf('\r\n\r\n'))]).toEqual([status, '\r\n\r\n']);
});

test('a NUL in the query is left to the app', async () => {
  expect(statusOf(await get('/api/v1/items/a?b=%00'))).toBe(200);
});

test('a header within Latin-1 arrives decoded from UTF-8', async () => {
  expect(await echoed('/api/x', `x-a: ${Buffer.from('caf\u00e9').toString('latin1')}\r\n`)).toMatchObject({
    header: 'caf\u00e9',
  });
});

test('a request line of 8 KiB is the longest that is read', async () => {
  const others = 'GET  HTTP/1.1\r\n'.length;
  const target = `/api/${'a'.repeat(8192 - others - '/api/'.length)}`;

  expect(statusOf(await get(target))).toBe(200);
  expect(statusOf(await get(`${target}a`))).toBe(414);
  expect(statusOf(await get(`${target}${'a'.repeat(20_000)}`))).toBe(414);
});

test('an answer with a header that is not ASCII is an empty 500, and logged', async () => {
  const answer = await get('/api/badHeader');

  expect([statusOf(answer), answer.slice(answer.indexOf('\r\n\r\n'))]).toEqual([500, '\r\n\r\n']);
  expect(await host.line(/badHeader: the header x-a has characters that are not ASCII/)).toBeDefined();
});

test('each request beyond maxOutstandingRequests is a 429 that asks Azure to scale out', async () => {
  const call = () => fetch(`${host.url}/api/gated`);
  const accepted = Array.from({ length: 5 }, call);
  await host.reported(5);
  const refused = await Promise.all(Array.from({ length: 7 }, call));
  host.signal('SIGUSR2');

  expect(refused.map(({ status, headers }) => [status, headers.get('x-function-scaleout')])).toEqual(
    Array.from({ length: 7 }, () => [429, '1']),
  );
  expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
});
