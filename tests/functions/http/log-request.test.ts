import { Unavailable } from '../../../src/domain/errors.ts';
import { startApi } from '../../support/api-harness.ts';

const line = async (...[method, path, call]: Parameters<ReturnType<typeof startApi>['send']>) => {
  const api = startApi();
  await api.send(method, path, call);
  return api.log.of('request').at(-1);
};

const orderId = `ord_${'a'.repeat(16)}_${'b'.repeat(26)}`;

test('a request is one line with its template, status and caller, but not its path', async () => {
  expect(await line('GET', `/orders/${orderId}?secret=1`, { as: 'alice' })).toEqual({
    method: 'GET',
    route: 'v1/orders/{id}',
    status: 404,
    code: 'not_found',
    ms: expect.any(Number),
    caller: expect.stringMatching(/^[0-9a-v]{16}$/),
    orderId,
    units: 0,
  });
});

test('the caller is named as in the ids of its orders', async () => {
  const api = startApi();
  await api.put('/products/mug', { as: 'admin', body: { name: 'Mug', price: { amount: 100, currency: 'EUR' } } });
  const { body } = await api.post('/orders', {
    as: 'alice',
    body: {
      items: [{ productId: 'mug', quantity: 1 }],
      shippingAddress: { recipient: 'A', line1: 'B', city: 'C', country: 'DE' },
    },
  });

  const [placed] = api.log.of('order_placed');
  expect(placed).toMatchObject({ orderId: body.id, number: body.number, lines: 1, total: 100, currency: 'EUR' });
  expect(String(body.id)).toContain(`_${api.log.of('request').at(-1)?.caller}_`);
});

test('a request without a token has its code and no caller', async () => {
  expect(await line('GET', '/orders')).toMatchObject({ status: 401, code: 'unauthorized', caller: undefined });
});

test.each([
  ['nobody', {}, 'This operation needs a bearer token.'],
  ['nobody', { authorization: 'Bearer wrong' }, 'The token is not good.'],
  ['nobody', { authorization: 'Basic YTpi' }, 'The Authorization header has no bearer token.'],
  ['alice', {}, 'This operation needs the role admin or warehouse.'],
] as const)('a caller that is turned away has the reason in the line: %s %j', async (as, headers, reason) => {
  expect(await line('GET', '/admin/orders', { as, headers })).toMatchObject({ reason });
});

test('a line of a product has its id', async () => {
  expect(await line('GET', '/products/mug')).toMatchObject({ route: 'v1/products/{id}', productId: 'mug' });
});

test.each([
  ['/orders/me@mail.example', 'alice'],
  ['/products/me@mail.example', 'nobody'],
] as const)('foreign text in the place of an id stays out of the log: %s', async (path, as) => {
  expect(JSON.stringify(await line('GET', path, { as }))).not.toContain('mail');
});

test('a wrong address is a line, too', async () => {
  expect(await line('GET', '/nothing')).toMatchObject({ route: '{*path}', status: 404 });
});

test('a probe is logged only if it fails', async () => {
  const api = startApi();
  await api.get('/health/live');
  await api.get('/health/ready');
  expect(api.log.of('request')).toEqual([]);

  api.dependencies.push({ name: 'cosmos', check: async () => Promise.reject(new Error('down')) });
  api.clock.advance(6000);
  await api.get('/health/ready');
  expect(api.log.of('request')).toMatchObject([{ route: 'v1/health/ready', status: 503 }]);
});

test.each([
  [new Unavailable('cosmos', { operation: 'read', container: 'products', status: 503 }), 503, 'warn'],
  [new Unavailable('cosmos', { throttled: true, operation: 'read', container: 'products', status: 429 }), 429, 'warn'],
  [new Error('a bug'), 500, 'warn'],
])('a request that fails is a warning: %s', async (error, status, level) => {
  const api = startApi();
  api.fail('products', error);
  await api.get('/products/mug');

  expect(api.log.entries.at(-1)).toMatchObject({ level, event: 'request', fields: { status } });
});

test('a request that a service has failed says which, and at what', async () => {
  const api = startApi();
  api.fail('products', new Unavailable('cosmos', { operation: 'read', container: 'products', status: 503 }));
  await api.get('/products/mug');

  expect(api.log.of('backend_unavailable')).toMatchObject([
    { service: 'cosmos', operation: 'read', container: 'products', status: 503 },
  ]);
});

test('only a bug has its stack in the log; for a service that is down, the log has its message', async () => {
  const api = startApi();
  api.fail('products', new Unavailable('cosmos', { status: 503, cause: new Error('Try later.') }));
  await api.get('/products/mug');
  api.fail('products', new Error('a bug'));
  await api.get('/products/mug');

  const [down] = api.log.of('backend_unavailable');
  expect(down?.reason).toBe('Unavailable: cosmos is not available. Error: Try later.');
  const [bug] = api.log.of('request_failed');
  expect(bug?.reason).toMatch(/^Error: a bug\n +at /);
});
