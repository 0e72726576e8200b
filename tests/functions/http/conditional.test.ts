import { type Answer, pointersOf } from '../../support/api-answer.ts';
import { type Api, type Caller, startApi } from '../../support/api-harness.ts';
import {
  addImage,
  addReadyImage,
  createEndpoint,
  endpointBody,
  idOf,
  imageBody,
  placeConfirmedOrder,
  placeOrder,
  productBody,
  sendTestEvent,
  shipment,
} from './sample-bodies.ts';

const etagOf = ({ headers }: Answer): string => headers.get('etag') ?? '';

const start = async (): Promise<Api> => {
  const api = startApi();
  await api.product('mug', 10);
  return api;
};

type Write = { method: string; path: string; as: Caller; body?: object; key?: string; versioned: string };

/** Every write of something with a version, and where to read the version. */
const writes: Record<string, (api: Api) => Promise<Write>> = {
  cancelOrder: async (api) => {
    const path = `/orders/${idOf(await placeOrder(api))}`;
    return { method: 'POST', path: `${path}/cancel`, as: 'alice', versioned: path };
  },
  shipOrder: async (api) => {
    const path = `/orders/${await placeConfirmedOrder(api)}`;
    return { method: 'POST', path: `${path}/ship`, as: 'warehouse', body: shipment, versioned: path };
  },
  retryOrder: async (api) => {
    const path = `/orders/${idOf(await placeOrder(api))}`;
    return { method: 'POST', path: `${path}/retry`, as: 'admin', versioned: path };
  },
  putProduct: async () => {
    const path = '/products/mug';
    return { method: 'PUT', path, as: 'admin', body: productBody({ name: 'Other' }), versioned: path };
  },
  deleteProduct: async () => ({ method: 'DELETE', path: '/products/mug', as: 'admin', versioned: '/products/mug' }),
  addImage: async () => ({
    method: 'POST',
    path: '/products/mug/images',
    as: 'admin',
    body: imageBody,
    versioned: '/products/mug',
  }),
  deleteImage: async (api) => {
    const { path } = await addImage(api);
    return { method: 'DELETE', path, as: 'admin', versioned: path };
  },
  putEndpoint: async (api) => {
    const { path } = await createEndpoint(api);
    return { method: 'PUT', path, as: 'admin', body: endpointBody({ description: 'Other' }), versioned: path };
  },
  removeEndpoint: async (api) => {
    const { path } = await createEndpoint(api);
    return { method: 'DELETE', path, as: 'admin', versioned: path };
  },
  rotateSecret: async (api) => {
    const { path } = await createEndpoint(api);
    return { method: 'POST', path: `${path}/rotate-secret`, as: 'admin', versioned: path };
  },
  setStock: async () => {
    const path = '/products/mug/stock';
    return { method: 'POST', path, as: 'warehouse', body: { set: 3 }, versioned: path };
  },
  adjustStock: async () => {
    const path = '/products/mug/stock';
    return { method: 'POST', path, as: 'warehouse', body: { adjust: -2 }, key: 'k', versioned: path };
  },
};

describe.each(Object.entries(writes))('If-Match on %s', (_, write) => {
  const run = async (ifMatch: (etag: string) => string) => {
    const api = await start();
    const { method, path, as, body, key, versioned } = await write(api);
    const etag = etagOf(await api.get(versioned, { as: 'admin' }));
    const before = await api.state();
    const headers = { 'if-match': ifMatch(etag), 'idempotency-key': key };
    const answer = await api.send(method, path, { as, headers, ...(body && { body }) });
    return { answer, before, after: await api.state() };
  };

  test.each<[string, (etag: string) => string]>([
    ['the version at hand', (etag) => etag],
    ['one of many', (etag) => `"other", ${etag} ,"x"`],
    ['a list with empty elements', (etag) => `,, "other",,${etag} , `],
    ['a tag that has commas and a star beside it', (etag) => `"a,*,b",${etag}`],
    ['any version', () => '*'],
    ['any version, with spaces around it', () => ' * '],
  ])('lets %s pass', async (_, ifMatch) => {
    expect((await run(ifMatch)).answer.status).toBeLessThan(300);
  });

  test.each<[string, (etag: string) => string]>([
    ['another version', () => '"other"'],
    ['the version as a weak tag', (etag) => `W/${etag}`],
    ['a list without it', (etag) => `W/${etag}, "other"`],
  ])('refuses %s and changes nothing', async (_, ifMatch) => {
    const { answer, before, after } = await run(ifMatch);
    expect(answer).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect(after).toEqual(before);
  });

  test.each<[string, (etag: string) => string]>([
    ['nothing', () => ''],
    ['a tag without quotes', (etag) => etag.replaceAll('"', '')],
    ['half a tag', (etag) => etag.slice(0, -1)],
    ['only commas', () => ', ,'],
    ['tags without a comma between them', (etag) => `"other" ${etag}`],
    ['a small w', (etag) => `w/${etag}`],
    ['a space in a tag', () => '"a b"'],
  ])('refuses %s, which is not a list of tags', async (_, ifMatch) => {
    const { answer, before, after } = await run(ifMatch);

    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(pointersOf(answer)).toEqual(['If-Match']);
    expect(after).toEqual(before);
  });
});

test.each(['*,*', '*, "1"', '"1" , *', '*,'])('a star beside other values, %j, is malformed', async (tags) => {
  for (const header of ['if-match', 'if-none-match']) {
    const api = await start();
    const before = await api.state();
    const call = { as: 'admin', body: productBody({ name: 'Other' }), headers: { [header]: tags } } as const;

    const answer = await api.put('/products/mug', call);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'malformed_header', detail: expect.stringMatching(/one \* or a list of entity tags/) },
    });
    expect(pointersOf(answer).map((pointer) => pointer.toLowerCase())).toEqual([header]);
    expect(await api.state()).toEqual(before);
  }
});

test('a version is good for one write', async () => {
  const api = await start();
  const headers = { 'if-match': etagOf(await api.get('/products/mug')) };
  const first = await api.put('/products/mug', { as: 'admin', body: productBody({ name: 'A' }), headers });

  expect(first.status).toBe(200);

  const second = await api.put('/products/mug', { as: 'admin', body: productBody({ name: 'B' }), headers });
  expect(second.status).toBe(412);
  expect((await api.get('/products/mug')).body).toEqual(first.body);
});

test('If-None-Match: * makes a product once', async () => {
  const api = await start();
  const call = { as: 'admin', body: productBody(), headers: { 'if-none-match': '*' } } as const;
  expect((await api.put('/products/new', call)).status).toBe(201);

  const before = await api.state();
  expect(await api.put('/products/new', call)).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  expect(await api.state()).toEqual(before);
});

test.each(['*', '"1"'])('If-Match: %s makes no product', async (tag) => {
  const api = startApi();
  const call = { as: 'admin', body: productBody(), headers: { 'if-match': tag } } as const;

  expect((await api.put('/products/new', call)).status).toBe(412);
  expect(api.products.stored()).toEqual([]);
});

test('the first count of a product can be guarded, too', async () => {
  const api = startApi();
  await api.put('/products/new', { as: 'admin', body: productBody() });
  const headers = { 'if-match': etagOf(await api.get('/products/new/stock', { as: 'admin' })) };
  const count = () => api.post('/products/new/stock', { as: 'admin', body: { set: 5 }, headers });

  expect((await count()).status).toBe(200);
  expect((await count()).status).toBe(412);
});

const reads: Record<string, (api: Api) => Promise<[path: string, as: Caller]>> = {
  getOrder: async (api) => [`/orders/${idOf(await placeOrder(api))}`, 'alice'],
  listOrders: async (api) => {
    await placeOrder(api);
    return ['/orders', 'alice'];
  },
  listAllOrders: async (api) => {
    await placeOrder(api);
    return ['/admin/orders', 'warehouse'];
  },
  listProducts: async () => ['/products', 'nobody'],
  getProduct: async () => ['/products/mug', 'nobody'],
  listJobs: async () => ['/admin/jobs', 'admin'],
  getStock: async () => ['/products/mug/stock', 'admin'],
  getImage: async (api) => [(await addReadyImage(api)).path, 'nobody'],
  listEndpoints: async (api) => {
    await createEndpoint(api);
    return ['/webhook-endpoints', 'admin'];
  },
  getEndpoint: async (api) => [(await createEndpoint(api)).path, 'admin'],
  listDeliveries: async (api) => [`${(await sendTestEvent(api)).path}/deliveries`, 'admin'],
  listDeliveriesOfEvent: async (api) => [`/events/${(await sendTestEvent(api)).eventId}/deliveries`, 'admin'],
  getVariant: async (api) => [`/images/mug/${(await addReadyImage(api)).imageId}/800`, 'nobody'],
};

describe.each(Object.entries(reads))('If-None-Match on %s', (_, read) => {
  const run = async (ifNoneMatch: (etag: string) => string, method = 'GET') => {
    const api = await start();
    const [path, as] = await read(api);
    const full = await api.get(path, { as });
    const headers = { 'if-none-match': ifNoneMatch(etagOf(full)) };
    return { full, answer: await api.send(method, path, { as, headers }) };
  };

  test.each<[string, (etag: string) => string]>([
    ['the version at hand', (etag) => etag],
    ['it as a weak tag', (etag) => `W/${etag}`],
    ['one of many', (etag) => `"a", W/"b",${etag}`],
    ['a list with empty elements', (etag) => `"x",,${etag},`],
    ['any version', () => '*'],
  ])('answers 304 to %s', async (_, ifNoneMatch) => {
    for (const method of ['GET', 'HEAD']) {
      const { full, answer } = await run(ifNoneMatch, method);
      expect(answer.status).toBe(304);
      expect(etagOf(answer)).toBe(etagOf(full));
      expect(answer.headers.get('cache-control')).toBe(full.headers.get('cache-control'));
      expect(answer.headers.get('content-type')).toBeNull();
    }
  });

  test('answers in full to another version', async () => {
    const { full, answer } = await run(() => 'W/"a", "b"');
    expect(answer).toMatchObject({ status: 200, text: full.text });
  });

  test.each(['', 'x', '"a', '*, "a"'])('answers in full to %j, which is not a tag', async (tag) => {
    const { full, answer } = await run(() => tag);
    expect(answer).toMatchObject({ status: 200, text: full.text });
  });

  test('HEAD answers with the headers of GET and no body', async () => {
    const api = await start();
    const [path, as] = await read(api);
    const full = await api.get(path, { as });
    const head = await api.head(path, { as });
    const of = ({ headers }: Answer) => ({ ...Object.fromEntries(headers), 'x-request-id': '' });

    expect(of(head)).toEqual(of(full));
    expect(head.status).toBe(200);
  });
});

test('the tag of a list changes with what is listed', async () => {
  const api = await start();
  const etags = [etagOf(await api.get('/products'))];
  await api.product('tea', 10);
  etags.push(etagOf(await api.get('/products')));
  await api.product('tea', 1);
  etags.push(etagOf(await api.get('/products')));

  expect(new Set(etags).size).toBe(3);
});

test('a refused read is not a 304', async () => {
  const api = await start();
  const headers = { 'if-none-match': '*' };

  expect((await api.get('/products/none', { headers })).status).toBe(404);
  expect((await api.get('/orders', { headers })).status).toBe(401);
});

test('what belongs to a caller is kept out of shared caches; what is refused is not kept at all', async () => {
  const api = await start();

  expect((await api.get('/orders', { as: 'alice' })).headers.get('cache-control')).toBe('private, no-cache');
  expect((await api.get('/products/mug', { as: 'admin' })).headers.get('cache-control')).toBe('private, no-cache');
  expect((await api.get('/products/mug')).headers.get('cache-control')).toBe('no-cache');
  expect((await api.get('/products/none')).headers.get('cache-control')).toBe('no-store');
});
