import { createHash } from 'node:crypto';
import { getDocsEndpoint } from '../../../src/functions/http/get-docs.ts';
import { startApi } from '../../support/api-harness.ts';

const hashOf = (style: string): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const policyOf = async (page: string): Promise<string | undefined> => {
  const api = { method: 'GET', url: new URL('http://inner/api/v1/docs'), params: {}, header: () => undefined };
  const endpoint = getDocsEndpoint({ readPage: async () => Buffer.from(page) });
  if (endpoint.access !== 'anyone') throw new Error('The documentation needs no token.');
  return (await endpoint.handle({ ...api, body: undefined })).headers?.['content-security-policy'];
};

test('the documentation is a page that may be kept for five minutes', async () => {
  const answer = await startApi().get('/docs');

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
});

test('the OpenAPI document is JSON that may be kept for five minutes', async () => {
  const answer = await startApi().get('/openapi.json');

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect(answer.text).toBe('{}');
});

test('the page may use its own styles and nothing else', async () => {
  expect(await policyOf('<style>a {}</style><p>x</p><style>b {}</style>')).toBe(
    `default-src 'none'; style-src ${hashOf('a {}')} ${hashOf('b {}')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});

test('a page without styles may use none', async () => {
  expect(await policyOf('<p>x</p>')).toContain("style-src 'none';");
});
