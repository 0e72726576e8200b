import { routes } from '../../../src/functions/http/routes.ts';
import { startApi } from '../../support/api-harness.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const sample = (route: string): string => route.replaceAll(/\{\w+\}/g, 'some-id');

// Includes templates that match a literal route.
const fits = (template: string, route: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(sample(route));

const allowed: Record<string, string[]> = {};
for (const { route } of Object.values(routes)) {
  allowed[route] = Object.values(routes).flatMap((other) => (fits(other.route, route) ? other.methods : []));
}

const wrong = Object.entries(allowed).flatMap(([route, answering]) =>
  methods.filter((method) => !answering.includes(method)).map((method) => [method, route, answering] as const),
);

test.each(wrong)('%s %s is not allowed, and the answer says what is', async (method, route, answering) => {
  const api = startApi();
  const answer = await api.send(method, `/api/${sample(route)}`);

  expect(answer).toMatchObject({ operation: 'unmatchedRoute', status: 405 });
  expect(new Set(answer.headers.get('allow')?.split(', '))).toEqual(new Set(answering));

  if (method !== 'HEAD') expect(answer.body.code).toBe('method_not_allowed');
});

test.each([
  '/api/',
  '/api/v1',
  '/api/v1/',
  '/api/v2/orders',
  '/api/orders',
  '/api/v1/order',
  '/api/v1/orders/a/b',
  '/api/v1/orders/a/cancel/b',
  '/api/v1/orders/a%2Fcancel/x',
  '/api/v1/health',
  '/api/v1/toString',
  '/api/v1/images',
  '/api/v1/images/a/b',
  '/api/v1/images/a/b/800.webp/x',
  '/api/v1/products/a/images/b/c',
  '/api/v1/%00',
  '/api/x/v1/orders',
])('there is nothing at %s', async (path) => {
  const api = startApi();
  for (const method of methods) {
    const answer = await api.send(method, path);
    expect(answer).toMatchObject({ operation: 'unmatchedRoute', status: 404 });
    if (method !== 'HEAD') expect(answer.body).toMatchObject({ code: 'not_found', instance: path });
  }
});

test('paths are read as the host reads them: in any case and with a slash at the end', async () => {
  const api = startApi();
  for (const path of ['/api/V1/Orders', '/api/v1/orders/']) {
    expect(await api.get(path, { as: 'alice' })).toMatchObject({ operation: 'listOrders', status: 200 });
    expect((await api.delete(path)).status).toBe(405);
  }
});

test('no token is asked for', async () => {
  expect((await startApi().post('/nothing', { body: {} })).status).toBe(404);
});

test.each(['/api', '/api/v1', '/api/v1/nothing'])('%s says where the API is described', async (path) => {
  const { detail } = (await startApi().get(path)).body;
  for (const { route } of [routes.getDocs, routes.getOpenapi]) expect(detail).toContain(`/api/${route} `);
});
