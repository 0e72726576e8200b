import type { Browser, Page } from 'playwright-core';
import { browserTest, collectErrors, hasBrowser, inspectLooks, startBrowser } from '../support/browser.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(120_000);

let stack: Stack;
let browser: Browser;
let page: Page;
let errors: string[];
const requests: string[] = [];

beforeAll(async () => {
  if (!hasBrowser) return;
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  page = await browser.newPage();
  errors = collectErrors(page);
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${stack.url}/api/v1/docs`);
});

afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

/** Of http, so without what the page holds itself. */
const foreignRequests = () => requests.filter((url) => url.startsWith('http') && !url.startsWith(`${stack.url}/`));

browserTest('the reference shows the guides, and is easy to read in every look', async () => {
  await page.getByRole('heading', { name: 'Getting a token' }).waitFor();
  await page.getByRole('heading', { name: 'Webhooks' }).first().waitFor();
  await page.getByText(`API=${stack.url}/api/v1`).waitFor();
  await page.getByText('Download OpenAPI Document').first().waitFor();

  expect(await inspectLooks(page)).toEqual([]);
});

browserTest('the page sends a request to its own origin, and shows the answer', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('about:blank');
  await page.goto(`${stack.url}/api/v1/docs#tag/service/GET/health/live`);
  await page.getByRole('button', { name: /Test Request.*live/i }).click();
  const [answer] = await Promise.all([
    page.waitForResponse(`${stack.url}/api/v1/health/live`),
    page.getByRole('button', { name: /^Send/ }).first().click(),
  ]);

  expect(answer.status()).toBe(200);
});

browserTest('it asks no other host for anything, and breaks no rule of its policy', async () => {
  expect(requests.length).toBeGreaterThan(4);
  expect(foreignRequests()).toEqual([]);
  expect(errors).toEqual([]);
});
