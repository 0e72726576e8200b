import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { getDocsScriptEndpoint } from '../../../src/functions/http/get-docs-script.ts';
import { startApi } from '../../support/api-harness.ts';

const script = 'start.0123456789abcdef.js';

test('the page of the API reference may be kept for five minutes', async () => {
  const { status, headers } = await startApi().get('/docs');

  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
});

test('the OpenAPI document is JSON that may be kept for five minutes', async () => {
  const { status, headers, text } = await startApi().get('/openapi.json');

  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(text).toBe('{}');
});

test.each(['/docs', '/openapi.json', `/docs/${script}`])('%s is not sent twice, and not for HEAD', async (path) => {
  const api = startApi();
  const first = await api.get(path);
  const again = await api.get(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });

  expect([again.status, again.text]).toEqual([304, '']);
  expect((await api.head(path)).text).toBe('');
});

test('the page runs only scripts of its own origin, calls only its own origin, and cannot be framed', async () => {
  const policy = (await startApi().get('/docs')).headers.get('content-security-policy') ?? '';

  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
});

test('a script comes compressed for whoever reads Brotli, and may be kept for a year', async () => {
  const api = startApi({ page: 'let a;' });
  const packed = await api.get(`/docs/${script}`, { headers: { 'accept-encoding': 'gzip, br;q=0.5' } });
  const plain = await api.get(`/docs/${script}`, { headers: { 'accept-encoding': 'gzip, br;q=0' } });

  expect(packed.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(packed.bytes).toString()).toBe('let a;');
  expect([plain.headers.get('content-encoding'), plain.text]).toEqual([null, 'let a;']);
  expect(packed.headers.get('etag')).not.toBe(plain.headers.get('etag'));
  for (const { headers } of [packed, plain]) {
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('vary')).toBe('Accept-Encoding');
  }
});

const request = { method: 'GET', url: new URL('http://inner/'), header: () => undefined, body: undefined };

const handle = (name: string, readScript: (name: string) => Promise<Uint8Array>) => {
  const endpoint = getDocsScriptEndpoint({ readScript });
  if (endpoint.access !== 'anyone') throw new Error('The API reference needs no token.');
  return endpoint.handle({ ...request, params: { script: name } });
};

test.each(['../main.js', 'start.js', 'start.0123456789abcdef.js.br', ''])('no file is read for %p', async (name) => {
  const readScript = jest.fn(async () => brotliCompressSync(''));

  await expect(handle(name, readScript)).rejects.toMatchObject({ code: 'not_found' });
  expect(readScript).not.toHaveBeenCalled();
});

test('a script of another version is not found, but a disk that fails is no 404', async () => {
  const failure = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

  await expect(handle(script, failure('ENOENT'))).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('reload the page'),
  });
  await expect(handle(script, failure('EIO'))).rejects.toMatchObject({ code: 'EIO' });
});
