import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Browser, Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { type Shop, startShop } from '../../local/shop/start-shop.ts';
import { browserTest, collectErrors, hasBrowser, inspectLooks, startBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { type Stack, startStack } from '../support/stack.ts';

const MAX_SCRIPT_BYTES = 60_000;

let stack: Stack;
let shop: Shop;
let browser: Browser;
let page: Page;
let errors: string[];

const callApi = async (method: string, path: string, body: unknown, sub = 'ada'): Promise<string> => {
  const token = await stack.token(sub, 'admin', 'warehouse');
  const response = await fetch(`${stack.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text;
};

const putProduct = (id: string, name: string, amount: number) =>
  callApi('PUT', `/products/${id}`, { name, description: 'Made by hand.', price: { amount, currency: 'EUR' } });

type Announced = { upload: { url: string; headers: Record<string, string> } };

/** Announces an image. What it gives uploads it. */
const announceImage = async (id: string): Promise<() => Promise<Response>> => {
  const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#a52' } })
    .jpeg()
    .toBuffer();
  const announcement = { contentType: 'image/jpeg', bytes: bytes.length };
  const { upload }: Announced = JSON.parse(await callApi('POST', `/products/${id}/images`, announcement));
  return () => fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(bytes) });
};

beforeAll(async () => {
  if (!hasBrowser) return;
  const port = await freePort();
  stack = await startStack({ storage: true, env: { ALLOWED_ORIGINS: `http://127.0.0.1:${port}` } });
  shop = await startShop({ port, page: 'dist/shop', issuer: stack.issuer });
  shop.open(stack.url);
  await putProduct('kettle', 'Kettle', 4900);
  await putProduct('saucepan', 'Saucepan', 11_900);
  await putProduct('lighter', 'Lighter', 3900);
  await callApi('POST', '/products/kettle/stock', { set: 50 });
  await callApi('POST', '/products/saucepan/stock', { set: 2 });
  browser = await startBrowser();
  page = await browser.newPage();
  errors = collectErrors(page);
});

afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  await stack?.close();
});

/** Of all its files, with empty lines and comments. */
const countLines = (): number =>
  readdirSync('local/shop/page').flatMap((name) =>
    readFileSync(`local/shop/page/${name}`, 'utf8').trimEnd().split('\n'),
  ).length;

const open = (path: string): Promise<unknown> => page.goto(`${shop.url}/#/${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const status = (text: string) => page.getByRole('status').filter({ hasText: text });

const refusal = (status: number, requestId = 'r0') => ({
  status,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-request-id',
    'x-request-id': requestId,
  },
  json: { status, detail: 'Sign in again.' },
});

const order = async (name: string, quantity: number): Promise<void> => {
  await open('');
  await button(`Add ${name} to cart`).click();
  await open('cart');
  await page.getByRole('spinbutton', { name: `Quantity of ${name}` }).fill(String(quantity));
  await page.getByRole('heading', { name: 'Your cart' }).click();
  await button(/Place order/).click();
};

test('its script and its source stay small', () => {
  expect(statSync('dist/shop/main.js').size).toBeLessThan(MAX_SCRIPT_BYTES);
  expect(countLines()).toBeLessThan(500);
});

browserTest('an image appears by itself once it has been uploaded', async () => {
  const upload = await announceImage('kettle');
  await open('');
  await page.getByRole('heading', { name: 'Kettle' }).waitFor();
  await upload();

  const image = page.getByRole('listitem').filter({ hasText: 'Kettle' }).locator('img');
  await image.waitFor();
  expect(await page.evaluate("document.querySelector('.grid img').decode().then(() => 'decoded')")).toBe('decoded');
  expect(await image.getAttribute('style')).toContain('url("data:image/png;base64,');
});

browserTest('what is sold out cannot be added, and what is nearly sold out says so', async () => {
  await open('');
  await page.getByText('Only a few left').waitFor();

  expect(await button('Add Lighter to cart').isDisabled()).toBe(true);
});

browserTest('an order is placed, confirmed while the customer looks, and listed', async () => {
  await order('Kettle', 3);
  await status('Confirmed.').waitFor();
  const heading = await page.getByRole('heading', { level: 1 }).textContent();
  await page.getByRole('link', { name: 'Orders' }).click();

  await page
    .getByRole('listitem')
    .filter({ hasText: heading?.replace('Order ', '') ?? '' })
    .getByText('€147')
    .waitFor();
  expect(await page.getByRole('link', { name: 'Cart (0)' }).count()).toBe(1);
});

browserTest('an order whose answer was lost is sent again and placed once', async () => {
  await open('orders');
  await page.getByRole('combobox', { name: 'Customer' }).selectOption('Bob Sample');
  await page.getByText('No orders yet.').waitFor();
  await page.route(
    '**/api/v1/orders',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await order('Kettle', 1);
  await status('Confirmed.').waitFor();
  await open('orders');
  await page.getByText('€49').first().waitFor();

  expect(await page.getByText('€49').count()).toBe(1);
});

browserTest('the page of an open order asks only whether it has changed', async () => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await order('Kettle', 1);
  await status('Confirmed.').waitFor();

  // The page itself gets a 200, which the browser makes from its cache.
  await new Promise<void>((resolve) => {
    network.on('Network.responseReceivedExtraInfo', ({ statusCode }) => statusCode === 304 && resolve());
  });
});

browserTest('each customer sees their own orders, the older ones on pages of their own', async () => {
  const shippingAddress = { recipient: 'Chloé Modèle', line1: '3 rue du Four', city: 'Lyon', country: 'FR' };
  const body = { items: [{ productId: 'kettle', quantity: 1 }], shippingAddress };
  await callApi('POST', '/orders', body, 'chloe');
  await callApi('POST', '/orders', body, 'chloe');
  const lists = '**/api/v1/orders?limit=20*';
  await page.route(lists, (route) => route.continue({ url: route.request().url().replace('=20', '=1') }));
  await open('orders');
  await page.getByRole('combobox', { name: 'Customer' }).selectOption('Chloé Modèle');
  await page.getByRole('link', { name: 'Older orders' }).click();
  await page.getByRole('heading', { name: 'Older orders' }).waitFor();
  const older = page.url();
  await page.unroute(lists);
  await page.getByRole('link', { name: 'Older orders' }).waitFor({ state: 'detached' });
  await page.getByRole('listitem').getByRole('link').click();
  await page.getByText('Kettle').waitFor();
  const theirs = page.url();
  await page.goto(older);
  await page.getByRole('combobox', { name: 'Customer' }).selectOption('Bob Sample');
  await page.getByRole('heading', { name: 'Your orders' }).waitFor();
  await page.getByText('€49').first().waitFor();
  await page.goto(theirs);
  await page.getByRole('alert').getByText('This customer has no such order.').waitFor();

  expect(await page.getByText('Kettle').count()).toBe(0);
});

browserTest('one token is asked for until it is refused, again if its answer was lost', async () => {
  let asked = 0;
  await page.route('**/token', async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await open('');
  await page.reload();
  await order('Kettle', 1);
  await status('Confirmed.').waitFor();
  await page.waitForResponse('**/api/v1/orders/*');
  const askedByOrder = asked;
  await page.route('**/api/v1/orders?*', (route) => route.fulfill(refusal(401)), { times: 1 });
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByRole('listitem').getByRole('link').first().waitFor();
  await page.unroute('**/token');

  expect([askedByOrder, asked]).toEqual([2, 3]);
});

browserTest('a token that is refused twice is not asked for again, and the reference is not announced', async () => {
  let reads = 0;
  await page.route('**/api/v1/orders?*', (route) => route.fulfill(refusal(401, `r${++reads}`)));
  await open('');
  await open('orders');
  const alert = page.getByRole('alert').filter({ hasText: 'Sign in again.' });
  await alert.waitFor();
  await page.getByText('Reference: r2').waitFor();
  await page.unroute('**/api/v1/orders?*');

  expect(await alert.textContent()).toBe('Sign in again.');
});

browserTest('the catalogue is read eight times if an image never comes', async () => {
  const hurried = await browser.newPage();
  await hurried.addInitScript(`
    later = setTimeout;
    const images = [{ status: 'awaiting_upload' }];
    const vase = { id: 'vase', name: 'Vase', price: { amount: 1, currency: 'EUR' }, availability: 'out', images };
    reads = 0;
    setTimeout = (run) => later(run);
    fetch = async () => {
      reads += 1;
      return Response.json({ items: [vase] });
    };
  `);
  await hurried.goto(shop.url);
  await hurried.evaluate('(async () => { for (let i = 0; i < 60; i += 1) await new Promise(later); })()');

  expect(await hurried.evaluate('reads')).toBe(8);
  await hurried.close();
});

browserTest('an order can be cancelled, after a question', async () => {
  await order('Kettle', 1);
  await status('Confirmed.').waitFor();
  await page.getByText('Cancel order').focus();
  await page.keyboard.press('Enter');
  await page.getByText('Cancel this order?').waitFor();
  const asked: { status: string } = await (await page.waitForResponse('**/api/v1/orders/*')).json();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await status('Cancelled.').waitFor();

  expect(asked.status).toBe('confirmed');
  expect(await page.getByText('Cancel order').count()).toBe(0);
});

browserTest('an answer from before the cancellation does not undo it', async () => {
  await order('Kettle', 1);
  await status('Confirmed.').waitFor();
  const release = await new Promise<() => Promise<void>>((resolve) => {
    const hold = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      resolve(() => route.fulfill({ response }));
    };
    void page.route('**/api/v1/orders/*', hold, { times: 1 });
  });
  await page.getByText('Cancel order').click();
  await button('Yes, cancel it').click();
  await status('Cancelled.').waitFor();
  const answered = page.waitForResponse('**/api/v1/orders/*');
  await release();
  await (await answered).finished();

  expect(await page.getByRole('status').textContent()).toContain('Cancelled.');
});

browserTest('an order for more than there is says how many are left', async () => {
  await order('Saucepan', 5);

  await status('Not accepted.').waitFor();
  await page.getByText('Only 2 left').waitFor();
});

browserTest('a price that has changed is shown before anything is ordered', async () => {
  await open('');
  await button('Add Kettle to cart').click();
  await open('cart');
  await button(/Place order · €49/).waitFor();
  await putProduct('kettle', 'Kettle', 5000);
  await button(/Place order/).click();

  await page.getByRole('alert').getByText('A price has just changed.').waitFor();
  await button(/Place order · €50/).click();
  await status('Confirmed.').waitFor();
});

browserTest('what is no longer sold leaves the cart', async () => {
  await putProduct('poker', 'Poker', 2000);
  await callApi('POST', '/products/poker/stock', { set: 9 });
  await open('');
  await page.reload();
  await button('Add Kettle to cart').click();
  await button('Add Poker to cart').click();
  await callApi('DELETE', '/products/poker', undefined);
  await open('cart');

  await button(/Place order · €[1-9]/).waitFor();
  await page.getByRole('link', { name: 'Cart (1)' }).waitFor();
  await button('Remove Kettle').click();
  await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
});

browserTest('a shop that cannot reach its server says so', async () => {
  await page.route('**/api/v1/products*', (route) => route.abort());
  await open('');
  await page.getByRole('alert').getByText('The shop cannot reach its server.').waitFor();
  await page.unroute('**/api/v1/products*');
});

browserTest('after a click the focus is on the heading of the new page', async () => {
  await open('');
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByRole('heading', { name: 'Your orders' }).and(page.locator(':focus')).waitFor();

  expect(await page.title()).toBe('Your orders – Hearth shop');
});

browserTest('every page is accessible in light and dark, on a wide and on a narrow screen', async () => {
  await open('');
  await button('Add Kettle to cart').click();
  const problems: string[] = [];
  const inspect = async (name: string, text: string | RegExp): Promise<void> => {
    await page.getByText(text).first().waitFor();
    problems.push(...(await inspectLooks(page)).map((problem) => `${name}: ${problem}`));
  };
  await inspect('catalogue', 'Saucepan');
  await open('cart');
  await inspect('cart', /Place order · €[1-9]/);
  await order('Saucepan', 5);
  await inspect('order', 'Only 2 left');
  await open('orders');
  await inspect('orders', 'Not accepted');

  expect(problems).toEqual([]);
});

browserTest('nothing that the content security policy forbids was tried', () => {
  expect(errors.filter((error) => /Content Security Policy/i.test(error))).toEqual([]);
  return Promise.resolve();
});
