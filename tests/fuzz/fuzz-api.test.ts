import { routes } from '../../src/functions/http/routes.ts';
import { fuzzApi } from './fuzz-api.ts';
import { leakIn } from './leaks.ts';
import { findProblem } from './openapi-document.ts';

jest.setTimeout(180_000);

test('no request, valid, nearly valid or hostile, gets anything but what the document describes', async () => {
  const { tally } = await fuzzApi({ runs: 300, seed: 1 });
  expect(tally.operations()).toEqual(expect.arrayContaining([...Object.keys(routes), 'unmatchedRoute']));
});

test.each([
  ['a frame of a stack', 'Error: x\n    at handler (file:///srv/app/main.js:10:5)'],
  ['a path', 'ENOENT /home/site/wwwroot/a.json'],
  ['an error of the runtime', "TypeError: Cannot read properties of undefined (reading 'id')"],
  ['what a parser says', 'Unexpected token } in JSON at position 3'],
  ['the name of a library', 'CosmosClient refused'],
  ['a connection string', 'AccountEndpoint=https://x/;AccountKey=abc'],
])('%s counts as a leak', (_, text) => {
  expect(leakIn(`{"detail":${JSON.stringify(text)}}`)).toBeDefined();
});

test('an answer is checked against nothing but the document', () => {
  const order = { method: 'GET', path: '/orders/{id}' };
  const json = { status: 200, contentType: 'application/json' };

  expect(findProblem(order, { ...json, text: '{"id":7}' })).toMatch(/./);
  expect(findProblem(order, { ...json, contentType: 'text/html', text: '<p>' })).toMatch(/text\/html/);
  expect(findProblem(order, { ...json, status: 418, text: '{}' })).toMatch(/418/);
  expect(findProblem(undefined, { ...json, status: 404, text: '{"code":"not_found"}' })).toMatch(/./);
  expect(findProblem({ method: 'GET', path: '/products' }, { ...json, text: '{"items":[]}' })).toBeUndefined();
});
