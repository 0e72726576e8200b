import { findRefusal } from '../../../local/console/guard.ts';

const PORT = 7070;
const host = `127.0.0.1:${PORT}`;
const origin = `http://${host}`;

const refusal = (method: string, headers: Record<string, string>, path = '/api/v1/orders') =>
  findRefusal({ method, headers }, path, PORT);

test.each([
  ['a read without an Origin, as from the same page', 'GET', { host }],
  ['a read that the browser calls same-origin', 'GET', { host, 'sec-fetch-site': 'same-origin' }],
  ['a change from its own page', 'POST', { host, origin, 'sec-fetch-site': 'same-origin' }],
  [
    'its own page by the other name of this machine',
    'PUT',
    { host: `localhost:${PORT}`, origin: `http://localhost:${PORT}` },
  ],
])('the guard lets through %s', (_what, method, headers) => {
  expect(refusal(method, headers)).toBeUndefined();
});

test.each([
  ['a name that was pointed at this machine', 'GET', { host: 'evil.example:7070' }],
  ['another port', 'GET', { host: '127.0.0.1:7071' }],
  ['no host', 'GET', {}],
  ['a read by another site', 'GET', { host, origin: 'https://evil.example' }],
  ['a read by a page on another port', 'GET', { host, 'sec-fetch-site': 'same-site' }],
  ['an image or script on another site', 'GET', { host, 'sec-fetch-site': 'cross-site' }],
  ['a form on another site', 'POST', { host, origin: 'https://evil.example' }],
  ['a form in a sandbox', 'POST', { host, origin: 'null' }],
  ['a change that does not say where it comes from', 'DELETE', { host }],
  ['a forged Origin that the browser contradicts', 'POST', { host, origin, 'sec-fetch-site': 'cross-site' }],
])('the guard refuses %s', (_what, method, headers) => {
  expect(refusal(method, headers)).toMatch(/^The console answers only|^Send the header/);
});

test('a link on another site opens the page, and nothing else', () => {
  const link = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };

  expect(refusal('GET', link, '/')).toBeUndefined();
  expect(refusal('GET', link, '/api/v1/orders')).toBeDefined();
  expect(refusal('GET', { ...link, 'sec-fetch-dest': 'iframe' }, '/')).toBeDefined();
});

test('a webhook needs no Origin, but no browser can send one', () => {
  expect(refusal('POST', { host }, '/receiver/a')).toBeUndefined();
  expect(refusal('POST', { host, origin: 'https://evil.example' }, '/receiver/a')).toBeDefined();
  expect(refusal('POST', { host, 'sec-fetch-site': 'cross-site' }, '/receiver/a')).toBeDefined();
});
