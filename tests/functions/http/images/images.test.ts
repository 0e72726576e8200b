import { Unavailable } from '../../../../src/domain/errors.ts';
import { fieldsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { badOriginal, goodOriginal, variantBytes } from '../../../support/fake-render-image.ts';
import { addImage, addReadyImage, imageBody, productBody } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug');
});

const original = goodOriginal('photo');
const unknown = '0'.repeat(26);

describe('adding an image', () => {
  test('is 201, with where it is and all that an upload needs', async () => {
    const { answer, imageId } = await addImage(api);

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-v]{26}$/),
      upload: {
        method: 'PUT',
        url: expect.stringContaining(`/uploads/mug/${imageId}?`),
        headers: { 'content-type': 'image/jpeg', 'x-ms-blob-type': 'BlockBlob' },
        expiresAt: '2026-03-01T12:15:00.000Z',
      },
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/products/mug/images/${imageId}`);
    // The URL is a secret.
    expect(answer.headers.get('cache-control')).toBe('no-store');

    const read = await api.get(answer.headers.get('location') ?? '');
    expect(read).toMatchObject({ status: 200, body: { id: imageId, status: 'awaiting_upload', variants: [] } });
  });

  test.each(['image/jpeg', 'image/png', 'image/webp'])('may be of %s', async (contentType) => {
    const answer = await api.post('/products/mug/images', { as: 'admin', body: { ...imageBody, contentType } });
    expect(fieldsOf(answer.body.upload).headers).toMatchObject({ 'content-type': contentType });
  });

  test('shows it on the product, whose version changes', async () => {
    const before = await api.get('/products/mug');
    const { imageId } = await addImage(api);
    const after = await api.get('/products/mug');

    expect(after.body.images).toEqual([{ id: imageId, status: 'awaiting_upload', variants: [] }]);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });

  test('is a conflict at the twenty-first', async () => {
    for (let n = 0; n < 20; n++) expect((await addImage(api)).answer.status).toBe(201);
    const answer = await api.post('/products/mug/images', { as: 'admin', body: imageBody });
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test.each(['none', 'Mug', 'a%2F..%2Fb', '..%2Fmug', '%00'])('of the product %s is not found', async (id) => {
    const answer = await api.post(`/products/${id}/images`, { as: 'admin', body: imageBody });
    expect(answer).toMatchObject({ operation: 'addImage', status: 404, body: { code: 'not_found' } });
    expect(api.images.names()).toEqual([]);
  });

  test('is answered with Retry-After, and adds nothing, while storage is down', async () => {
    api.fail('images', new Unavailable('media'));
    const answer = await api.post('/products/mug/images', { as: 'admin', body: imageBody });
    expect(answer.status).toBe(503);

    api.heal();
    expect((await api.get('/products/mug')).body.images).toEqual([]);
  });

  test('writes no URL into the log', async () => {
    const { url } = await addReadyImage(api);
    expect(JSON.stringify(api.log.entries)).not.toContain(new URL(url).search);
  });
});

describe('an image', () => {
  test('that is ready says what there is, with URLs that work', async () => {
    const { imageId, path } = await addReadyImage(api);
    const { body } = await api.get(path);
    expect(body).toEqual({
      id: imageId,
      status: 'ready',
      width: 1600,
      height: 800,
      placeholder: 'hash of good photo',
      variants: expect.any(Array),
    });

    if (!Array.isArray(body.variants)) throw new Error('no variants');

    expect(body.variants).toHaveLength(6);
    for (const variant of body.variants.map(fieldsOf)) {
      const [name] = /\d+$/.exec(textField(variant, 'url')) ?? [];
      expect(variant).toEqual({
        width: Number(name),
        height: Number(name) / 2,
        format: expect.stringMatching(/^(webp|jpeg)$/),
        bytes: expect.any(Number),
        url: `/api/v1/images/mug/${imageId}/${name}`,
      });
      const accept = `image/${textField(variant, 'format')}`;
      const answer = await api.get(textField(variant, 'url'), { headers: { accept } });
      expect(answer.headers.get('content-type')).toBe(accept);
      expect(answer.bytes).toHaveLength(Number(variant.bytes));
    }
    expect((await api.get('/products/mug')).body.images).toEqual([body]);
  });

  test('that was rejected says why', async () => {
    const { path } = await addReadyImage(api, { original: badOriginal('too_many_pixels') });
    const { body } = await api.get(path);
    expect(body).toEqual({ id: expect.any(String), status: 'rejected', reason: 'too_many_pixels', variants: [] });
  });

  test('has a version that changes only with the image', async () => {
    const { imageId, url, path } = await addImage(api);
    const first = (await api.get(path)).headers.get('etag');
    await api.put('/products/mug', { as: 'admin', body: productBody({ name: 'Other' }) });
    await addImage(api);

    expect((await api.get(path)).headers.get('etag')).toBe(first);

    await api.upload('mug', imageId, url, original);
    expect((await api.get(path)).headers.get('etag')).not.toBe(first);
  });

  test('of a product that is not sold is visible only to staff', async () => {
    const { path } = await addReadyImage(api);
    await api.put('/products/mug', { as: 'admin', body: productBody({ active: false }) });
    for (const [as, status] of [
      ['nobody', 404],
      ['alice', 404],
      ['warehouse', 200],
      ['admin', 200],
    ] as const) {
      expect((await api.get(path, { as })).status).toBe(status);
    }
  });

  test('that is deleted is gone, and so are its variants', async () => {
    const { imageId, path } = await addReadyImage(api);
    const other = await addReadyImage(api);

    expect((await api.delete(path, { as: 'admin' })).status).toBe(204);
    for (const gone of [path, `/images/mug/${imageId}/800`]) expect((await api.get(gone)).status).toBe(404);
    expect((await api.delete(path, { as: 'admin' })).status).toBe(404);
    expect((await api.get(other.path)).status).toBe(200);
    expect((await api.get(`/images/mug/${other.imageId}/800`)).status).toBe(200);
  });

  test('goes with its product', async () => {
    const { imageId, path } = await addReadyImage(api);
    await api.delete('/products/mug', { as: 'admin' });

    for (const gone of [path, `/images/mug/${imageId}/800`]) expect((await api.get(gone)).status).toBe(404);
    expect(api.images.names()).toEqual([]);
  });

  test('stays as it is when its product changes', async () => {
    const { path } = await addReadyImage(api);
    const before = await api.get(path);
    await api.put('/products/mug', { as: 'admin', body: productBody({ name: 'Other' }) });

    expect((await api.get(path)).body).toEqual(before.body);
  });

  test.each([
    ['mug', unknown],
    ['none', unknown],
    ['mug', 'x'],
    ['mug', '..%2F..%2Fx'],
    ['mug', `${unknown}%00`],
    ['mug', `${unknown}%0A`],
    ['Mug', unknown],
  ])('of %s called %s is not found', async (productId, imageId) => {
    await addReadyImage(api);
    const path = `/products/${productId}/images/${imageId}`;

    expect(await api.get(path)).toMatchObject({ operation: 'getImage', status: 404, body: { code: 'not_found' } });
    expect(await api.delete(path, { as: 'admin' })).toMatchObject({ operation: 'deleteImage', status: 404 });
  });

  test('of one product is not found under another', async () => {
    await api.product('tea');
    const { imageId } = await addReadyImage(api);

    expect((await api.get(`/products/tea/images/${imageId}`)).status).toBe(404);
    expect((await api.delete(`/products/tea/images/${imageId}`, { as: 'admin' })).status).toBe(404);
    expect((await api.get(`/images/tea/${imageId}/800`)).status).toBe(404);
  });
});

describe('a variant', () => {
  const formats = [
    [undefined, 'jpeg'],
    ['image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'jpeg'],
    ['image/avif,image/webp,*/*;q=0.8', 'webp'],
    ['image/jpeg', 'jpeg'],
    ['text/html', 'jpeg'],
  ] as const;

  test.each(formats)('for those who accept %j is %s, to be kept for good', async (accept, format) => {
    const { imageId } = await addReadyImage(api);
    for (const width of [800, 400, 200] as const) {
      const answer = await api.get(`/images/mug/${imageId}/${width}`, { headers: { accept } });
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.bytes)).toEqual(variantBytes(original, width, format));
      expect(answer.headers.get('content-type')).toBe(`image/${format}`);
      expect(answer.headers.get('vary')).toBe('Accept');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  test('has its own tag in each format, and is not sent again to a client that has it', async () => {
    const { imageId } = await addReadyImage(api);
    const path = `/images/mug/${imageId}/400`;
    const tags = new Map<string, string>();
    for (const accept of ['image/webp', 'image/jpeg']) {
      const etag = (await api.get(path, { headers: { accept } })).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[^"]+"$/);
      for (const method of ['GET', 'HEAD']) {
        const again = await api.send(method, path, { headers: { accept, 'if-none-match': etag } });
        expect(again).toMatchObject({ status: 304, text: '' });
        expect(again.headers.get('vary')).toBe('Accept');
        expect(again.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        expect(again.headers.get('etag')).toBe(etag);
      }
      tags.set(etag, accept);
    }

    expect(tags.size).toBe(2);

    const [webp = ''] = tags.keys();
    expect((await api.get(path, { headers: { accept: 'image/jpeg', 'if-none-match': webp } })).status).toBe(200);
  });

  test('HEAD answers with the headers of GET', async () => {
    const { imageId } = await addReadyImage(api);
    const [get, head] = [await api.get(`/images/mug/${imageId}/200`), await api.head(`/images/mug/${imageId}/200`)];

    expect({ ...Object.fromEntries(head.headers), 'x-request-id': '' }).toEqual({
      ...Object.fromEntries(get.headers),
      'x-request-id': '',
    });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  test('is not read for a client that has it or sends HEAD', async () => {
    const { imageId } = await addReadyImage(api);
    const path = `/images/mug/${imageId}/400`;
    const etag = (await api.get(path)).headers.get('etag') ?? '';
    const read = jest.spyOn(api.images, 'readVariant');
    const ask = jest.spyOn(api.images, 'variantEtag');

    expect((await api.get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await api.get(path, { headers: { 'if-none-match': '*' } })).status).toBe(304);
    expect((await api.head(path)).status).toBe(200);
    expect([read.mock.calls.length, ask.mock.calls.length]).toEqual([0, 3]);
    // Without a condition, the tag is not fetched first.
    expect((await api.get(path)).status).toBe(200);
    expect([read.mock.calls.length, ask.mock.calls.length]).toEqual([1, 3]);
  });

  test('is sent in full to a client that has another version, or sends an invalid tag', async () => {
    const { imageId } = await addReadyImage(api);
    for (const ifNoneMatch of ['"other"', 'no tag', '"', '']) {
      const answer = await api.get(`/images/mug/${imageId}/400`, { headers: { 'if-none-match': ifNoneMatch } });
      expect([answer.status, Buffer.from(answer.bytes)]).toEqual([200, variantBytes(original, 400, 'jpeg')]);
    }
  });

  test.each([
    '0',
    '1',
    '799',
    '0800',
    '800.0',
    '8e2',
    '+800',
    '%20800',
    '800.webp',
    '-800',
    'original',
    '1e999',
    '%00',
  ])('of width %s there is none', async (width) => {
    const { imageId } = await addReadyImage(api);
    const answer = await api.get(`/images/mug/${imageId}/${width}`);

    const detail = 'Images are available in the widths 800, 400, 200.';
    expect(answer).toMatchObject({ operation: 'getVariant', status: 404, body: { code: 'not_found', detail } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['mug', unknown],
    ['..', unknown],
    ['mug', '..%2F..'],
    ['%2e%2e%2fuploads%2fmug', unknown],
    ['mug%00', unknown],
  ])('of %s / %s there is none', async (productId, imageId) => {
    // Clients remove `..` from a path before they send it.
    const path = `/images/${productId.replace('..', '%2E%2E%2F')}/${imageId}/800`;
    expect(await api.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('of an image that waits or was rejected there is none', async () => {
    const added = await addImage(api);
    const bad = await addReadyImage(api, { original: badOriginal('corrupt') });
    for (const { imageId } of [added, bad]) expect((await api.get(`/images/mug/${imageId}/800`)).status).toBe(404);
  });

  test('is answered with Retry-After while storage is down', async () => {
    const { imageId } = await addReadyImage(api);
    api.fail('images', new Unavailable('media', { throttled: true, retryAfterSeconds: 7 }));
    const answer = await api.get(`/images/mug/${imageId}/800`);

    expect(answer).toMatchObject({ status: 429, body: { code: 'busy' } });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('needs nothing of the product', async () => {
    const { imageId } = await addReadyImage(api);
    api.fail('products', new Unavailable('cosmos'));
    expect((await api.get(`/images/mug/${imageId}/800`)).status).toBe(200);
  });
});

test.each(['x', '..%2F..%2Fx', `${unknown}%00`, `${unknown}%0A`, `${unknown}%2F800.webp`, unknown.replace('0', 'A')])(
  'the image id %s reaches no store',
  async (imageId) => {
    for (const port of ['products', 'images'] as const) api.fail(port, new Error('reached'));
    const path = `/products/mug/images/${imageId}`;

    for (const target of [path, `/images/mug/${imageId}/800`]) expect((await api.get(target)).status).toBe(404);
    expect((await api.delete(path, { as: 'admin' })).status).toBe(404);
  },
);

test('a delete succeeds although storage is down, and says so in the log', async () => {
  const { path } = await addReadyImage(api);
  api.fail('images', new Unavailable('media'));

  expect((await api.delete(path, { as: 'admin' })).status).toBe(204);
  expect(api.log.troubles()).toMatchObject([{ level: 'warn', event: 'blobs_not_removed' }]);
});

test('with a bad body nothing is added', async () => {
  const answer = await api.post('/products/mug/images', { as: 'admin', body: { contentType: 'image/gif', bytes: 0 } });

  expect(answer.status).toBe(422);
  expect(new Set(pointersOf(answer))).toEqual(new Set(['/contentType', '/bytes']));
  expect((await api.get('/products/mug')).body.images).toEqual([]);
});
