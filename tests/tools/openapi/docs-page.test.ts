import { createHash } from 'node:crypto';
import { openapiDocument } from '../../../tools/openapi/document.ts';
import { docsPage } from '../../../tools/openapi/page/docs-page.ts';
import { escapeHtml, proseHtml } from '../../../tools/openapi/page/html.ts';
import { startApi } from '../../support/api-harness.ts';

const document = openapiDocument();
const page = docsPage(document);

test('the page shows every operation but HEAD, once', () => {
  for (const item of Object.values(document.paths)) {
    for (const [method, { operationId }] of Object.entries(item)) {
      const times = page.split(`<details id="${operationId}">`).length - 1;
      expect([operationId, times]).toEqual([operationId, method === 'head' ? 0 : 1]);
    }
  }
});

test('the page needs nothing else: no script, no other file, no style but its own', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(| src=| style=| on\w+=/i);
  expect(page.match(/<style>/g)).toHaveLength(1);
});

test('every link on the page leads to a place on it, or to the document', () => {
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `#${id}`));
  for (const [, href = ''] of page.matchAll(/ href="([^"]+)"/g)) {
    expect([href, href === 'openapi.json' || ids.has(href)]).toEqual([href, true]);
  }
});

test('what the document says comes out as text', () => {
  expect(escapeHtml(`<b class="x">&'`)).toBe('&lt;b class=&quot;x&quot;&gt;&amp;&#39;');
  expect(proseHtml('a `<i>`\n\n- one\n- two')).toBe('<p>a <code>&lt;i&gt;</code></p><ul><li>one</li><li>two</li></ul>');
});

test('the policy lets the page use its own style and nothing else', async () => {
  const api = startApi({ page });
  const { headers, text } = await api.get('/docs');
  const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');

  expect(style).not.toBe('');
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});

test.each(['/docs', '/openapi.json'])('%s may be kept for a while and is not sent twice', async (path) => {
  const api = startApi({ page });
  const first = await api.get(path);
  expect(first.headers.get('cache-control')).toBe('public, max-age=300');

  const again = await api.get(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await api.head(path)).text).toBe('');
});
