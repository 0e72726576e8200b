import { type Api, startApi } from '../../../support/api-harness.ts';
import {
  addReadyImage,
  createEndpoint,
  endpointBody,
  idOf,
  placeConfirmedOrder,
  placeOrder,
  productBody,
  sendTestEvent,
  shipment,
  shippingAddress,
} from '../sample-bodies.ts';

type Call = [method: string, path: string, body?: object, headers?: Record<string, string>];

type Row = {
  /** Prepares the state and says what to call. */
  call: (api: Api) => Promise<Call>;
  as?: 'admin' | 'warehouse';
  entry: object;
};

const price = (amount: number) => ({ amount, currency: 'EUR' });

const rows: Record<string, Row> = {
  'a price': {
    call: async () => ['PUT', '/products/mug', { name: 'MUG', category: 'c', price: price(900), active: true }],
    entry: { operation: 'put_product', subject: 'mug', before: { price: price(1000) }, after: { price: price(900) } },
  },
  'a new product': {
    call: async () => ['PUT', '/products/new', productBody()],
    entry: { operation: 'put_product', subject: 'new', after: { active: true } },
  },
  'the end of a sale': {
    call: async () => ['DELETE', '/products/mug'],
    entry: { operation: 'delete_product', subject: 'mug', before: { active: true }, after: { active: false } },
  },
  'a count of stock': {
    call: async () => ['POST', '/products/mug/stock', { set: 7 }],
    as: 'warehouse',
    entry: {
      operation: 'set_stock',
      subject: 'mug',
      before: { onHand: 100, available: 100 },
      after: { onHand: 7, available: 7 },
    },
  },
  'an adjustment of stock': {
    call: async () => ['POST', '/products/mug/stock', { adjust: -3 }, { 'idempotency-key': 'k' }],
    as: 'warehouse',
    entry: { operation: 'adjust_stock', subject: 'mug', before: { onHand: 100 }, after: { onHand: 97 } },
  },
  'a new image': {
    call: async () => ['POST', '/products/mug/images', { contentType: 'image/png', bytes: 5 }],
    entry: { operation: 'add_image', subject: 'mug', after: { imageId: expect.any(String) } },
  },
  'a deleted image': {
    call: async (api) => ['DELETE', `/products/mug/images/${(await addReadyImage(api)).imageId}`],
    entry: { operation: 'delete_image', subject: 'mug', before: { imageId: expect.any(String), status: 'ready' } },
  },
  'a shipment': {
    call: async (api) => ['POST', `/orders/${await placeConfirmedOrder(api)}/ship`, shipment],
    as: 'warehouse',
    entry: {
      operation: 'ship_order',
      before: { status: 'confirmed' },
      after: { status: 'shipped', due: 'settle', carrier: shipment.carrier },
    },
  },
  "a customer's order that staff cancel": {
    call: async (api) => ['POST', `/orders/${idOf(await placeOrder(api))}/cancel`, { reason: 'Ada, 1 Main St' }],
    entry: {
      operation: 'cancel_order',
      before: { status: 'placed', due: 'reserve' },
      after: { status: 'cancelled', due: 'release' },
    },
  },
  'a retry': {
    call: async (api) => ['POST', `/orders/${idOf(await placeOrder(api))}/retry`],
    entry: { operation: 'retry_order' },
  },
  'a replay of all dead letters': {
    call: async () => ['POST', '/admin/dead-letters/replay'],
    entry: { operation: 'replay_dead_letters', subject: 'dead-letters', after: { replayed: 0, skipped: 0 } },
  },
  'a new webhook endpoint': {
    call: async () => ['POST', '/webhook-endpoints', endpointBody()],
    entry: { operation: 'create_endpoint', subject: expect.stringMatching(/^whe_/), after: { enabled: true } },
  },
  'an endpoint that is disabled': {
    call: async (api) => ['PUT', (await createEndpoint(api)).path, endpointBody({ enabled: false })],
    entry: {
      operation: 'put_endpoint',
      subject: expect.stringMatching(/^whe_/),
      before: { enabled: true },
      after: { enabled: false },
    },
  },
  'an endpoint that is removed': {
    call: async (api) => ['DELETE', (await createEndpoint(api)).path],
    entry: { operation: 'remove_endpoint', before: { enabled: true } },
  },
  'a new secret': {
    call: async (api) => ['POST', `${(await createEndpoint(api)).path}/rotate-secret`],
    entry: { operation: 'rotate_secret', subject: expect.stringMatching(/^whe_/) },
  },
  'a test of an endpoint': {
    call: async (api) => ['POST', `${(await createEndpoint(api)).path}/test`],
    entry: { operation: 'test_endpoint', after: { eventId: expect.stringMatching(/^evt_/) } },
  },
  'a delivery that is retried': {
    call: async (api) => {
      const { id, eventId } = await sendTestEvent(api);
      return ['POST', `/webhook-endpoints/${id}/deliveries/${eventId}/retry`];
    },
    entry: { operation: 'retry_delivery', before: { eventId: expect.any(String), status: 'pending' } },
  },
};

const startShop = async () => {
  const api = startApi();
  await api.product('mug', 100);
  return api;
};

const lastEntry = (api: Api) => api.audit.stored().at(-1);

describe.each(Object.entries(rows))('%s', (_, { call, as = 'admin', entry }) => {
  test('leaves who did it, to what, in which request, and what changed', async () => {
    const api = await startShop();
    const [method, path, body, headers] = await call(api);
    api.clock.advance(1000);
    const answer = await api.send(method, path, { as, body, headers: { 'x-request-id': 'r-7', ...headers } });

    expect(answer.status).toBeLessThan(300);
    expect(lastEntry(api)).toMatchObject({
      actor: as === 'admin' ? 'ada' : 'wendy',
      at: api.clock().toISOString(),
      requestId: 'r-7',
      outcome: 'done',
      ...entry,
    });
  });

  test('is refused with 503 while the trail cannot be written, and changes nothing', async () => {
    const api = await startShop();
    const [method, path, body, headers] = await call(api);
    const before = await api.state();
    api.fail('audit', new Error('The container is gone.'));

    expect(await api.send(method, path, { as, body, headers: headers ?? {} })).toMatchObject({
      status: 503,
      body: { code: 'busy' },
    });
    expect(await api.state()).toEqual(before);
  });
});

test.each(Object.entries(rows))('of %s, nothing personal and no secret is kept', async (_, { call, as = 'admin' }) => {
  const api = await startShop();
  const [method, path, body, headers] = await call(api);
  await api.send(method, path, { as, body, headers: headers ?? {} });
  const kept = JSON.stringify(api.audit.stored());

  for (const secret of ['whsec_', 'sig=', 'Main St', ...Object.values(shippingAddress), shipment.trackingNumber]) {
    expect(kept).not.toContain(secret);
  }
  expect(kept).not.toContain(new URL(endpointBody().url).pathname);
});

test('a URL whose path changes shows another digest', async () => {
  const api = await startShop();
  const { path } = await createEndpoint(api);
  await api.put(path, { as: 'admin', body: endpointBody({ url: `${endpointBody().url}/other` }) });
  const { before, after } = lastEntry(api) ?? {};

  expect(Object.keys(before ?? {})).toEqual(['urlDigest']);
  expect(after).not.toEqual(before);
});

test('a customer who orders and cancels leaves nothing, and does not depend on the trail', async () => {
  const api = await startShop();
  const already = api.audit.stored();
  api.fail('audit', new Error('The container is gone.'));
  const id = idOf(await placeOrder(api));

  expect((await api.post(`/orders/${id}/cancel`, { as: 'alice' })).status).toBe(200);
  api.heal();
  expect(api.audit.stored()).toEqual(already);
});

test('a write that is refused leaves the code of its problem', async () => {
  const api = await startShop();
  await api.delete('/products/mug', { as: 'admin', headers: { 'if-match': '"other"' } });

  expect(api.audit.stored().filter(({ outcome }) => outcome === 'refused')).toMatchObject([
    { operation: 'delete_product', subject: 'mug', code: 'precondition_failed' },
  ]);
});
