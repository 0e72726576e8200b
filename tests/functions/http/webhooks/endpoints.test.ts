import { MAX_ENDPOINTS } from '../../../../src/domain/webhook-endpoint.ts';
import { createEndpointBody } from '../../../../src/functions/http/webhooks/webhook-schemas.ts';
import { itemsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { createEndpoint, endpointBody } from '../sample-bodies.ts';

let api: Api;

beforeEach(() => {
  api = startApi();
});

const create = (body: object) => api.post('/webhook-endpoints', { as: 'admin', body });

test('a new endpoint is answered with its address and its secret, which no cache may keep', async () => {
  const { status, headers, body } = await create(endpointBody({ description: 'The warehouse' }));

  expect(status).toBe(201);
  expect(body).toMatchObject({ ...endpointBody(), description: 'The warehouse', enabled: true });
  expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('location')).toBe(`/api/v1/webhook-endpoints/${body.id}`);
});

test('no other answer shows a secret, and no log', async () => {
  const { path, answer } = await createEndpoint(api);
  const secret = textField(answer.body, 'secret');
  const rotated = textField((await api.post(`${path}/rotate-secret`, { as: 'admin' })).body, 'secret');
  const answers = [
    await api.get(path, { as: 'admin' }),
    await api.get('/webhook-endpoints', { as: 'admin' }),
    await api.put(path, { as: 'admin', body: endpointBody() }),
    await api.post(`${path}/test`, { as: 'admin' }),
    await api.get(`${path}/deliveries`, { as: 'admin' }),
  ];

  for (const { text } of answers) expect(text).not.toMatch(/whsec_|secret/);
  for (const each of [secret, rotated]) expect(JSON.stringify(api.log.entries)).not.toContain(each);
});

test('a new secret comes with no-store, and the old one signs beside it', async () => {
  const { path, answer } = await createEndpoint(api);
  const rotated = await api.post(`${path}/rotate-secret`, { as: 'admin' });

  expect(rotated.status).toBe(200);
  expect(rotated.headers.get('cache-control')).toBe('no-store');
  expect(api.webhookEndpoints.stored()[0]?.secrets.map(({ value }) => value)).toEqual([
    rotated.body.secret,
    answer.body.secret,
  ]);
});

test('the list has all endpoints, the oldest first', async () => {
  const ids: string[] = [];
  for (const description of ['A', 'B', 'C']) {
    ids.push((await createEndpoint(api, { description })).id);
    api.clock.advance(1000);
  }
  const items = itemsOf(await api.get('/webhook-endpoints', { as: 'admin' }));

  expect(items.map(({ id }) => id)).toEqual(ids);
});

test('a PUT replaces every detail, and a description that it leaves out is gone', async () => {
  const { path } = await createEndpoint(api, { description: 'The warehouse', enabled: false });
  expect((await api.get(path, { as: 'admin' })).body).toMatchObject({
    enabled: false,
    disabled: { reason: 'by_staff', at: api.clock().toISOString() },
  });

  const body = { url: 'https://other.example.com/', types: ['product.changed'], enabled: true };
  const replaced = await api.put(path, { as: 'admin', body });

  expect(replaced).toMatchObject({ status: 200, body });
  expect(replaced.body).not.toHaveProperty('description');
  expect(replaced.body).not.toHaveProperty('disabled');
  expect((await api.get(path, { as: 'admin' })).body).toEqual(replaced.body);
});

test('a removed endpoint is gone', async () => {
  const { path } = await createEndpoint(api);

  expect((await api.delete(path, { as: 'admin' })).status).toBe(204);
  expect((await api.get(path, { as: 'admin' })).status).toBe(404);
  expect((await api.delete(path, { as: 'admin' })).status).toBe(404);
});

test('one endpoint more than the limit is a conflict that says what to do, until one is removed', async () => {
  const { path } = await createEndpoint(api);
  for (let n = 1; n < MAX_ENDPOINTS; n++) await createEndpoint(api);

  expect(await create(endpointBody())).toMatchObject({
    status: 409,
    body: { code: 'too_many_endpoints', detail: expect.stringContaining('Remove one first') },
  });

  await api.delete(path, { as: 'admin' });
  expect((await create(endpointBody())).status).toBe(201);
});

const unknown = `/webhook-endpoints/whe_${'0'.repeat(26)}`;

describe.each([unknown, '/webhook-endpoints/x', '/webhook-endpoints/whe_'])('%s, which does not exist', (path) => {
  test.each([
    ['GET', '', undefined],
    ['PUT', '', endpointBody()],
    ['DELETE', '', undefined],
    ['POST', '/rotate-secret', undefined],
    ['POST', '/test', undefined],
    ['GET', '/deliveries', undefined],
    ['POST', `/deliveries/evt_whe_${'0'.repeat(26)}_${'0'.repeat(26)}/retry`, undefined],
  ])('%s%s is 404', async (method, below, body) => {
    const answer = await api.send(method, `${path}${below}`, { as: 'admin', ...(body && { body }) });

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await api.webhookEndpoints.list()).toEqual([]);
  });
});

test.each([
  ['http://hooks.example.com/', 'Must use https.'],
  ['https://10.0.0.1/', 'Must be a public address; 10.0.0.1 is not.'],
  ['https://0x7f.1/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://[::ffff:169.254.169.254]/', expect.stringContaining('Must be a public address')],
  ['https://user:pass@hooks.example.com/', 'Must not contain a user name or password.'],
  ['https://hooks.example.com:80/', 'The port must be 443, or 1024 or above.'],
  ['http://localhost:4000/', 'Must use https.'],
  ['https://localhost/', 'Must not name this machine (localhost).'],
  ['hooks.example.com', 'Must start with https://.'],
  [`https://hooks.example.com/${'a'.repeat(2048)}`, 'Must have at most 2048 characters.'],
  ['', 'Must start with https://.'],
  [7, 'Must be a string.'],
])('the URL %j is refused with the reason', async (url, message) => {
  const { path } = await createEndpoint(api);
  const before = await api.state();

  for (const refused of [
    await create(endpointBody({ url })),
    await api.put(path, { as: 'admin', body: endpointBody({ url }) }),
  ]) {
    expect(refused).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(refused.body.errors).toEqual([{ pointer: '/url', message }]);
  }
  expect(await api.state()).toEqual(before);
});

test('an unknown type is refused with the types that there are', async () => {
  const { body } = await create(endpointBody({ types: ['order.placed', 'order.lost'] }));

  expect(body.errors).toEqual([
    {
      pointer: '/types/1',
      message:
        'Must be one of order.placed, order.confirmed, order.rejected, order.cancelled, order.shipped, product.changed.',
    },
  ]);
});

test.each([
  ['none', []],
  ['one type twice', ['order.placed', 'order.placed']],
  ['the type of tests', ['webhook.test']],
  ['a pattern', ['order.*']],
])('of types, %s is refused', async (_, types) => {
  const answer = await create(endpointBody({ types }));

  expect(answer.status).toBe(422);
  expect(pointersOf(answer)[0]).toMatch(/^\/types/);
});

test('everything that is wrong is listed at once', async () => {
  const body = { url: 'https://10.0.0.1/', types: ['x'], description: ' ', enabled: 'yes', secret: 'mine' };
  const answer = await create(body);

  expect(pointersOf(answer).toSorted()).toEqual(['/description', '/enabled', '/secret', '/types/0', '/url']);
});

test('a new endpoint is enabled unless the request says otherwise, but a replacement has to say which', async () => {
  const { enabled: _, ...body } = endpointBody();
  const created = await create(body);
  expect(created.body).toMatchObject({ enabled: true });

  const replaced = await api.put(`/webhook-endpoints/${created.body.id}`, { as: 'admin', body });
  expect(replaced.status).toBe(422);
  expect(pointersOf(replaced)).toEqual(['/enabled']);
});

test('a loopback URL is not an error in the request: whether it may be called depends on where Hearth runs', () => {
  const parse = (url: string) => createEndpointBody.safeParse({ url, types: ['order.placed'] }).success;

  expect([parse('http://127.0.0.1:8080/hook'), parse('http://shop.example/hook')]).toEqual([true, false]);
});
