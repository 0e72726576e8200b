import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { ServiceBusClient } from '@azure/service-bus';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { type Console, startConsole } from '../../local/console/start-console.ts';
import {
  browserTest,
  collectErrors,
  findViolations,
  hasBrowser,
  inspectLooks,
  startBrowser,
} from '../support/browser.ts';
import { listenOnFreePort } from '../support/listen-on-free-port.ts';
import { type Stack, startStack } from '../support/stack.ts';

const MAX_SCRIPT_BYTES = 150_000;

let stack: Stack;
let shown: Console;
let browser: Browser;
let page: Page;
let errors: string[];

const productId = 'oak-table';

/** What the part that collects traces answers. */
const summary = {
  traceId: 'a1b2',
  name: 'POST /orders',
  startedAt: '2026-12-01T10:00:00.000Z',
  ms: 40,
  spans: 2,
  errors: 1,
  orderIds: [],
};
const span = { spanId: '2', name: 'patch stock', startMs: 10, ms: 25, status: 'error' };
const root = { spanId: '1', name: 'POST /orders', startMs: 0, ms: 40, children: [span] };
const traces = createServer(({ url = '' }, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(url.startsWith('/traces/') ? { ...summary, dropped: 0, roots: [root] } : [summary]));
});

const shippingAddress = { recipient: 'Alice Example', line1: '1 High Street', city: 'Berlin', country: 'DE' };

type Created = { id: string; number: string };

const callApi = async (method: string, path: string, body: unknown): Promise<Created> => {
  const token = await stack.token('alice', 'admin', 'warehouse');
  const response = await fetch(`${stack.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  const created: Created = JSON.parse(await response.text());
  return created;
};

const placeOrder = () => callApi('POST', '/orders', { items: [{ productId, quantity: 1 }], shippingAddress });

const blobsOf = (connectionString: string): string => /BlobEndpoint=(http:\/\/[^/]+)/.exec(connectionString)?.[1] ?? '';

beforeAll(async () => {
  if (!hasBrowser) return;
  stack = await startStack({ storage: true, env: { RETRY_MAX_ATTEMPTS: '2', RETRY_BASE_MS: '50' } });
  const parts = {
    host: stack.url,
    issuer: stack.issuer,
    audience: 'api://hearth',
    cosmos: stack.cosmos.url.replace(/\/$/, ''),
    serviceBusControl: stack.serviceBus.controlUrl,
    blobs: blobsOf(stack.settings.Media ?? ''),
    traces: `http://127.0.0.1:${await listenOnFreePort(traces)}`,
    killHost: stack.killHost,
  };
  shown = await startConsole({ port: 0, parts, page: 'dist/console', quietMs: 500 });
  await callApi('PUT', `/products/${productId}`, { name: 'Oak table', price: { amount: 89_000, currency: 'EUR' } });
  await callApi('POST', `/products/${productId}/stock`, { set: 20 });
  browser = await startBrowser();
  page = await browser.newPage();
  errors = collectErrors(page);
});

afterAll(async () => {
  await browser?.close();
  await shown?.stop();
  await stack?.close();
  traces.close();
  traces.closeAllConnections();
});

const open = (view: string): Promise<unknown> => page.goto(`${shown.url}/#/${view}`);
const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
/** Answers the question that a button asks. */
const answer = (name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name }).click();
const seeText = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

test('the script of the page stays within its budget', () => {
  expect(statSync('dist/console/main.js').size).toBeLessThan(MAX_SCRIPT_BYTES);
  expect(readFileSync('dist/console/index.html', 'utf8')).not.toMatch(/https?:/);
});

browserTest('an order appears by itself, and leads to its timeline', async () => {
  await open('orders');
  await seeText('No orders yet.');
  const { number } = await placeOrder();

  await page.getByRole('row', { name: new RegExp(`${number} confirmed`) }).waitFor();
  await page.getByRole('link', { name: number }).click();

  await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
  await seeText('order.confirmed');
  await seeText('POST v1/orders');
  await page.getByRole('link', { name: 'Log', exact: true }).last().click();
  const lines = page.getByRole('listitem').filter({ hasText: 'processOrder' });
  await lines.getByText('order_confirmed').waitFor();
  expect(await page.getByText('GET v1/orders/{id}').count()).toBe(0);
  await page.getByLabel('Search').fill('ORDER_placed');
  await seeText('order_placed');
  expect(await lines.count()).toBe(0);
  await page.getByRole('link', { name: 'the order', exact: true }).click();
  await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
  expect(await page.title()).toBe(`Order ${number} – Hearth console`);
});

browserTest('an uploaded image gets three sizes, and a dropped one comes second, level with it', async () => {
  const image = await sharp({ create: { width: 1000, height: 800, channels: 3, background: '#a52' } })
    .jpeg()
    .toBuffer();
  await open(`products/${productId}`);
  await page.getByLabel('choose a file').setInputFiles({ name: 'table.jpg', mimeType: 'image/jpeg', buffer: image });

  await seeText('table.jpg was uploaded.');
  await seeText('3 sizes');
  await page.getByRole('link', { name: '200 × 160' }).first().waitFor();

  const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#25a' } })
    .png()
    .toBuffer();
  await open('products');
  const target = page.getByRole('group', { name: 'A new image of Oak table' });
  await target.waitFor();
  // As the browser does when a file comes from the desktop.
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
    return transfer;
  })()`);
  await target.dispatchEvent('drop', { dataTransfer: transfer });

  await seeText('dropped.png was uploaded.');
  await seeText('2 images');
  await page.getByRole('link', { name: 'Oak table' }).click();
  await page.getByRole('heading', { name: '2 images' }).waitFor();
  const cards = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Delete image/ }) });
  expect(await cards.filter({ hasText: 'shown first' }).count()).toBe(1);
  const tops = await Promise.all([0, 1].map(async (index) => (await cards.nth(index).boundingBox())?.y));
  expect(tops[0]).toBe(tops[1]);
});

browserTest(
  'an order gets stuck while Cosmos DB is broken, and is confirmed once it is repaired and replayed',
  async () => {
    await open('faults');
    await press('Break Cosmos DB: Stock unreachable');
    await seeText('failing on demand');
    const { number } = await placeOrder();
    await page.getByRole('listitem').filter({ hasText: number }).getByText('needs attention').waitFor();

    await press('Clear all faults');
    await page.getByRole('link', { name: /Cosmos DB fine/ }).waitFor();
    await page.getByRole('link', { name: /Dead letters 1/ }).click();
    await seeText('is placed and "reserve" is still due');
    await press(/^Replay dead letter/);

    await seeText('No message has failed for good.');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(`${number} confirmed`) }).waitFor();
    await page.getByRole('link', { name: number }).click();
    await seeText('message 2, sent by a retry or a replay');
    await seeText('by console (staff), answered 202');
    await seeText(/^by console, done, number \d+/);
  },
);

browserTest('an order is cancelled only after a question, also with the keyboard', async () => {
  const { id } = await placeOrder();
  await open(`orders/${id}`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Cancel this order?' });
  await dialog.waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel');

  let goOn = (): void => {};
  const isHeld = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/cancel', async (route) => {
    await isHeld;
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Reason').fill('Bought twice');
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: 'Cancel', exact: true, disabled: false })
    .and(page.locator('[aria-busy=true]'))
    .waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  expect(await dialog.isVisible()).toBe(false);
  goOn();

  await seeText('by staff, Bought twice');
  await page.unroute('**/cancel');
});

browserTest('a notice says by its role whether something failed, and belongs to its page', async () => {
  await open('faults');
  await press('Break Cosmos DB: Replica lag');
  const status = page.getByRole('status');
  await status.getByText('Warning: Cosmos DB: replica lag').waitFor();
  await press('Clear all faults');
  await status.getByText('Done: All faults are cleared.').waitFor();
  await open(`products/${productId}`);
  expect(await status.textContent()).toBe('');

  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') };
  await page.getByLabel('choose a file').setInputFiles(file);

  const alert = page.getByRole('alert');
  await alert.getByText('Error: notes.txt is not a JPEG, PNG or WebP file.').waitFor();
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
  expect(await alert.textContent()).toBe('');
});

browserTest('a message that names no order is discarded with a reason', async () => {
  const client = new ServiceBusClient(stack.settings.ServiceBus ?? '');
  await client.createSender('process-order').sendMessages({ body: 'nonsense' });
  await client.close();
  await open('queues');
  await press(/^Discard dead letter/);
  await page.getByRole('dialog').getByLabel('Reason').fill('Sent by hand');
  await answer('Discard it');

  await seeText('No message has failed for good.');
  const audit: unknown = await (await fetch(`${shown.url}/api/v1/admin/audit?limit=1`)).json();
  expect(audit).toMatchObject({
    items: [{ actor: 'console', operation: 'discard_dead_letter', reason: 'Sent by hand' }],
  });
});

browserTest('a killed host is down, and comes back', async () => {
  await open('faults');
  await press('Kill');
  await page.getByRole('link', { name: /Host down/ }).waitFor();

  await stack.restartHost();
  await page.getByRole('link', { name: /Host ready/ }).waitFor();
});

browserTest('a timer runs at once and shows its result', async () => {
  await open('timers');
  await press('Run now reconcileStock');

  await page.getByRole('row', { name: /^reconcileStock .* succeeded/ }).waitFor();
  await page
    .getByRole('status')
    .getByText(/^Done: reconcileStock succeeded in/)
    .waitFor();
});

browserTest('a timer that fails says why, and where its log is', async () => {
  await open('timers');
  const itsLog = page.getByRole('row', { name: /^relayDeliveries/ }).getByRole('link', { name: 'its log' });
  expect(await itsLog.getAttribute('href')).toBe('#/log?function=relayDeliveries');
  stack.cosmos.faults.set({ rules: [{ status: 503 }] });
  await press('Run now relayDeliveries');
  await page
    .getByRole('alert')
    .getByText(/^Error: relayDeliveries failed after .* not available/)
    .waitFor();
  stack.cosmos.faults.clear();
  await page.getByRole('alert').getByRole('link', { name: 'Its log' }).click();

  await page.getByRole('listitem').filter({ hasText: "Executed 'Functions.relayDeliveries' (Failed" }).waitFor();
});

browserTest('the built-in receiver gets signed webhooks, and one that it failed is sent again', async () => {
  await open('webhooks');
  await press('Add the built-in receiver');
  await press('fails (500)');
  await seeText('The receiver answers 500 from now on.');
  await press(/^Send a test/);
  await seeText('answered 500 in');
  await press('accepts (200)');
  await seeText('The receiver answers 200 from now on.');
  await press(/^Retry webhook.test/);

  await page.getByRole('row', { name: /webhook.test delivered/ }).waitFor();
  expect(await page.getByText('not genuine').count()).toBe(0);
});

browserTest('an order leads to its trace, a bar for each span', async () => {
  const { id } = await placeOrder();
  await open(`orders/${id}`);
  await page.getByRole('region', { name: 'Spans of the trace' }).waitFor();
  await page.getByRole('region', { name: 'Traces, the newest first' }).getByRole('link').click();

  await page.getByRole('heading', { level: 1, name: 'POST /orders' }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'patch stock' });
  expect(await row.textContent()).toMatch(/failed10 ms25 ms/);
  expect(await row.locator('rect').getAttribute('x')).toBe('25%');

  await page.setViewportSize({ width: 390, height: 900 });
  const { x, width } = (await row.locator('rect').boundingBox()) ?? { x: 0, width: 0 };
  expect(x + width).toBeLessThan(390);
  expect(width).toBeGreaterThan(100);
});

/** Buttons, links and cells of tables that a phone shows only after scrolling sideways. */
const findHidden = (): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('main :is(button, a, td, th)')]
    .filter((each) => each.checkVisibility())
    .filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.textContent.trim())`);

/** Parts of tables that are none to a screen reader on a phone, where each row is a card. */
const findLostRoles = (): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('main table, main table :is(thead, tbody, tr, th, td)')]
    .filter((each) => !each.hasAttribute('role') || !each.checkVisibility())
    .map((each) => each.outerHTML.slice(0, 80))`);

browserTest('every view is accessible in light and dark, on a wide and on a narrow screen', async () => {
  const { id } = await placeOrder();
  const problems: string[] = [];
  const views = [
    'orders',
    `orders/${id}`,
    'queues',
    'faults',
    'timers',
    'products',
    `products/${productId}`,
    'webhooks',
    'log',
    'traces',
    'traces/a1b2',
  ];
  for (const view of views) {
    await open(view);
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    problems.push(...(await page.locator('main .trouble').allTextContents()));
    problems.push(...(await inspectLooks(page)).map((problem) => `${view}: ${problem}`));
    problems.push(...(await findHidden()).map((control) => `${view}: out of view on a phone: ${control}`));
    problems.push(...(await findLostRoles()).map((part) => `${view}: no part of a table: ${part}`));
  }

  expect(problems).toEqual([]);
});

browserTest('it works with the keyboard, and says where one is', async () => {
  await open('orders');
  await page.reload();
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');

  await page.getByRole('link', { name: 'Timers' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Timers' }).waitFor();

  expect(await page.evaluate('document.activeElement.textContent')).toBe('Timers');
});

browserTest('nothing that the content security policy forbids was tried', () => {
  expect(errors.filter((error) => /Content Security Policy/i.test(error))).toEqual([]);
  return Promise.resolve();
});
