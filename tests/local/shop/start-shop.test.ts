import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Shop, startShop } from '../../../local/shop/start-shop.ts';

const issuer = 'http://127.0.0.1:7080';
const api = 'http://127.0.0.1:7071';

let page: string;
let shop: Shop;

beforeEach(async () => {
  page = await mkdtemp(join(tmpdir(), 'hearth-shop-'));
  await writeFile(join(page, 'index.html'), '<meta name="api" content="{api}"><meta name="issuer" content="{issuer}">');
  await writeFile(join(page, 'main.js'), 'render();');
  shop = await startShop({ port: 0, page, issuer });
});

afterEach(async () => {
  await shop.stop();
  await rm(page, { recursive: true });
});

/** What a client gets that calls the shop by another name. */
const askAs = (host: string): Promise<{ status: number | undefined; location: string | undefined }> =>
  new Promise((resolve, reject) => {
    const asked = request(shop.url, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    });
    asked.once('error', reject);
    asked.end();
  });

test('it asks to come back until it is opened', async () => {
  const response = await fetch(shop.url);

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
});

test('its page knows where the API and the issuer are, and may talk only to them', async () => {
  shop.open(api);
  const response = await fetch(shop.url);

  expect(await response.text()).toBe(`<meta name="api" content="${api}"><meta name="issuer" content="${issuer}">`);
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain(`connect-src ${api} ${issuer};`);
  expect(policy).toContain("default-src 'none';");
});

test('it serves the files of the page and nothing else', async () => {
  shop.open(api);
  const answers = await Promise.all(
    ['/main.js', '/main.js?v=2', '/other.js', '/../package.json', '/%2e%2e/package.json'].map(async (path) => {
      const { status, headers } = await fetch(shop.url + path);
      return [status, headers.get('content-type')];
    }),
  );

  const script = [200, 'text/javascript; charset=utf-8'];
  const missing = [404, 'text/plain; charset=utf-8'];
  expect(answers).toEqual([script, script, missing, missing, missing]);
});

test('it takes no orders itself', async () => {
  shop.open(api);
  const response = await fetch(shop.url, { method: 'POST', body: '{}' });

  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('by another name it leads to the origin that the API allows', async () => {
  shop.open(api);

  expect(await askAs(`localhost:${new URL(shop.url).port}`)).toEqual({ status: 308, location: shop.url });
});

test('a page that has not been built is named together with the command that builds it', async () => {
  await expect(startShop({ port: 0, page: 'nowhere', issuer })).rejects.toThrow(
    "The shop's page is not in nowhere. Build it with: node build/build.mjs local",
  );
});
