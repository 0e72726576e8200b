import { Unavailable } from '../../../../src/domain/errors.ts';
import { awaitingImage } from '../../../../src/domain/image.ts';
import { itemsOf, textField } from '../../../support/api-answer.ts';
import { type Api, type Caller, startApi } from '../../../support/api-harness.ts';
import { toImageId, toProductId } from '../../../support/ids.ts';
import { addImage, addReadyImage, idOf, orderBody, placeOrder, productBody } from '../sample-bodies.ts';

let api: Api;

beforeEach(() => {
  api = startApi();
});

const put = (id: string, changes: object = {}) =>
  api.put(`/products/${id}`, { as: 'admin', body: productBody(changes) });

test('a new product is 201, with where it is, its version and nothing in stock', async () => {
  const answer = await put('mug', { description: 'Holds\nwarm drinks.', category: 'kitchen' });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe('/api/v1/products/mug');

  const now = '2026-03-01T12:00:00.000Z';
  expect(answer.body).toEqual({
    id: 'mug',
    name: 'Mug',
    description: 'Holds\nwarm drinks.',
    category: 'kitchen',
    price: { amount: 1000, currency: 'EUR' },
    active: true,
    availability: 'out',
    images: [],
    createdAt: now,
    updatedAt: now,
  });

  const read = await api.get('/products/mug');
  expect(read.body).toEqual(answer.body);
  expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
});

test('PUT again is 200 and replaces what an admin sets, not the images, the availability or the creation time', async () => {
  await api.product('mug', 3);
  const stored = await api.products.get(toProductId('mug'));
  if (!stored) throw new Error('no product');
  const { addedAt, ...image } = awaitingImage(toImageId('v'.repeat(26)), '2026-03-01T12:00:00.000Z');
  const images = [{ ...image, addedAt }];
  await api.products.replace({ ...stored.value, images }, stored.etag);
  api.clock.advance(1000);
  const answer = await put('mug', { name: 'Other', active: false });

  expect(answer.status).toBe(200);
  expect(answer.headers.get('location')).toBeNull();
  expect(answer.body).toEqual({
    id: 'mug',
    name: 'Other',
    price: { amount: 1000, currency: 'EUR' },
    active: false,
    availability: 'low',
    images: [image],
    createdAt: '2026-03-01T12:00:00.000Z',
    updatedAt: '2026-03-01T12:00:01.000Z',
  });
  expect((await api.products.get(toProductId('mug')))?.value.images).toEqual(images);
});

test('PUT twice at once creates one product, and both answers say what happened', async () => {
  const answers = await Promise.all([put('mug', { name: 'One' }), put('mug', { name: 'Other' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);

  const last = answers.find(({ status }) => status === 200);
  expect((await api.get('/products/mug')).body).toEqual(last?.body);
});

test('PUT over a product that changes in the same moment is written, over the change', async () => {
  await api.product('mug', 3);
  const { replace } = api.products;
  api.products.replace = async (...args) => {
    api.products.replace = replace;
    await api.products.setAvailability(toProductId('mug'), 'out');
    return replace(...args);
  };
  const answer = await put('mug', { name: 'Other' });

  expect(answer).toMatchObject({ status: 200, body: { name: 'Other', availability: 'out' } });
  expect((await api.get('/products/mug')).body).toEqual(answer.body);
});

test.each([
  [0, 'out'],
  [1, 'low'],
  [5, 'low'],
  [6, 'in_stock'],
])('%d in stock is shown as %s', async (units, availability) => {
  await api.product('mug', units);
  expect((await api.get('/products/mug')).body.availability).toBe(availability);
  expect(itemsOf(await api.get('/products'))).toMatchObject([{ availability }]);
});

test('availability follows the orders', async () => {
  await api.product('mug', 7);
  await placeOrder(api);
  await api.drain();

  expect((await api.get('/products/mug')).body.availability).toBe('low');
});

test('a deleted product is gone for buyers; staff still see it; orders and stock stay', async () => {
  await api.product('mug', 7);
  const id = idOf(await placeOrder(api));
  api.clock.advance(1000);
  const answer = await api.delete('/products/mug', { as: 'admin' });

  expect(answer.status).toBe(204);
  for (const as of ['nobody', 'alice'] as const) expect((await api.get('/products/mug', { as })).status).toBe(404);
  for (const as of ['warehouse', 'admin'] as const) {
    const { status, body } = await api.get('/products/mug', { as });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ active: false, images: [], updatedAt: '2026-03-01T12:00:01.000Z' }),
    ]);
  }
  expect(itemsOf(await api.get('/products'))).toEqual([]);
  expect(itemsOf(await api.get(`/orders/${id}`, { as: 'alice' }))).toMatchObject([{ productId: 'mug', name: 'MUG' }]);
  expect((await api.get('/products/mug/stock', { as: 'admin' })).body).toMatchObject({ available: 7 });
  expect(await placeOrder(api, { body: orderBody() })).toMatchObject({ status: 409 });
});

test('a second DELETE is 204, too; one of a product that never was is not found', async () => {
  await api.product('mug', 7);
  await api.delete('/products/mug', { as: 'admin' });
  const { body } = await api.get('/products/mug', { as: 'admin' });

  expect((await api.delete('/products/mug', { as: 'admin' })).status).toBe(204);
  expect((await api.get('/products/mug', { as: 'admin' })).body).toEqual(body);
  expect((await api.delete('/products/never', { as: 'admin' })).status).toBe(404);
});

test('a DELETE of a product that is not active removes its images', async () => {
  await api.product('mug', 7);
  await addReadyImage(api);
  await put('mug', { active: false });

  expect((await api.delete('/products/mug', { as: 'admin' })).status).toBe(204);
  expect((await api.get('/products/mug', { as: 'admin' })).body).toMatchObject({ images: [] });
  expect(api.images.names()).toEqual([]);
});

test('a product that comes back finds its stock, and has been there all along', async () => {
  await api.product('mug', 7);
  await api.delete('/products/mug', { as: 'admin' });
  const onlyNew = { as: 'admin', body: productBody(), headers: { 'if-none-match': '*' } } as const;

  expect((await api.put('/products/mug', onlyNew)).status).toBe(412);
  expect(await put('mug')).toMatchObject({ status: 200, body: { active: true, availability: 'in_stock' } });
  expect((await api.get('/products/mug')).status).toBe(200);
});

test('a product that is not active is visible only to staff', async () => {
  await api.product('mug', 7, { active: false });
  expect(itemsOf(await api.get('/products', { as: 'admin' }))).toEqual([]);
  for (const [as, status] of [
    ['nobody', 404],
    ['alice', 404],
    ['warehouse', 200],
    ['admin', 200],
  ] as const) {
    expect((await api.get('/products/mug', { as })).status).toBe(status);
  }
});

describe('the filter by image', () => {
  test('gives staff the products that have an image of this status, sold or not', async () => {
    for (const id of ['a', 'b', 'c']) await api.product(id, 1, { active: id === 'a' });
    for (const id of ['a', 'c']) await addImage(api, id);
    const idsIn = async (query: string) =>
      itemsOf(await api.get(`/products?${query}`, { as: 'warehouse' })).map(({ id }) => id);

    expect(await idsIn('active=all&image=awaiting_upload')).toEqual(['a', 'c']);
    expect(await idsIn('image=awaiting_upload')).toEqual(['a']);
    expect(await idsIn('active=all&image=rejected')).toEqual([]);
  });

  test('pages with a cursor of its own', async () => {
    for (const id of ['a', 'b']) {
      await api.product(id, 1);
      await addImage(api, id);
    }
    const path = '/products?image=awaiting_upload&limit=1';
    const { body } = await api.get(path, { as: 'admin' });
    const next = await api.get(`${path}&cursor=${textField(body, 'nextCursor')}`, { as: 'admin' });

    expect(itemsOf(next)).toMatchObject([{ id: 'b' }]);
    const other = `/products?image=rejected&cursor=${textField(body, 'nextCursor')}`;
    expect((await api.get(other, { as: 'admin' })).status).toBe(422);
  });

  test.each(['rejected', 'x', ''])('image=%s needs a role', async (image) => {
    expect((await api.get(`/products?image=${image}`, { as: 'alice' })).status).toBe(403);
    expect((await api.get(`/products?image=${image}`)).status).toBe(401);
  });

  test('has no other values', async () => {
    expect((await api.get('/products?image=x', { as: 'admin' })).status).toBe(422);
  });
});

describe('the filter by active', () => {
  const idsIn = async (query: string, as: Caller) =>
    itemsOf(await api.get(`/products${query}`, { as })).map(({ id }) => id);

  beforeEach(async () => {
    for (const id of ['a', 'b', 'c', 'd']) await api.product(id, 1, { active: id < 'c', category: id });
    await api.delete('/products/b', { as: 'admin' });
  });

  test.each([
    ['', ['a']],
    ['?active=true', ['a']],
    ['?active=false', ['b', 'c', 'd']],
    ['?active=all', ['a', 'b', 'c', 'd']],
    ['?active=false&category=c', ['c']],
    ['?active=all&category=a', ['a']],
  ])('%j gives staff %j', async (query, ids) => {
    for (const as of ['admin', 'warehouse'] as const) expect(await idsIn(query, as)).toEqual(ids);
  });

  test('gives everybody else the products for sale', async () => {
    for (const as of ['nobody', 'alice'] as const) expect(await idsIn('?active=true', as)).toEqual(['a']);
  });

  test.each(['false', 'all', 'x', ''])('active=%s needs a role', async (active) => {
    const path = `/products?active=${active}`;
    expect(await api.get(path, { as: 'alice' })).toMatchObject({ status: 403, body: { code: 'forbidden' } });

    const nobody = await api.get(path);
    expect(nobody).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="hearth"');

    api.fail('tokens', new Unavailable('identity'));
    expect((await api.get(path, { as: 'admin' })).status).toBe(503);
  });

  test('has no other values, and comes once', async () => {
    for (const query of [
      'active=x',
      'active=',
      'active=TRUE',
      'active=true&active=false',
      'active=false&active=true',
    ]) {
      expect((await api.get(`/products?${query}`, { as: 'admin' })).status).toBe(422);
    }
    expect((await api.get('/products?active=true&active=false')).status).toBe(422);
  });

  test('is part of the list that a cursor belongs to', async () => {
    const { headers } = await api.get('/products?active=false&limit=1', { as: 'admin' });
    const next = /^<([^>]*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';

    expect(itemsOf(await api.get(next, { as: 'admin' }))).toMatchObject([{ id: 'c' }]);
    expect((await api.get(next.replace('active=false', 'active=all'), { as: 'admin' })).status).toBe(422);
    expect((await api.get(next.replace('active=false&', ''), { as: 'admin' })).status).toBe(422);
  });
});

test('products are listed page by page, in one category if it is named', async () => {
  for (const id of ['a', 'b', 'c', 'd', 'e']) await api.product(id, 1, { category: id < 'c' ? 'x & y' : 'z' });
  const seen: string[] = [];
  for (let next: string | undefined = '/products?limit=2'; next !== undefined; ) {
    const page = await api.get(next);
    seen.push(...itemsOf(page).map((item) => textField(item, 'id')));
    next = /^<([^>]*)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
  }

  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);

  const page = await api.get('/products?category=x+%26%20y&limit=1');
  expect(itemsOf(page)).toMatchObject([{ id: 'a' }]);

  const next = /^<([^>]*)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
  expect(itemsOf(await api.get(next))).toMatchObject([{ id: 'b' }]);
  expect(itemsOf(await api.get('/products?category=none'))).toEqual([]);
});
