import { imageEtag } from '../../../src/application/images/image-etag.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { IMAGE_ID, MAX_IMAGES } from '../../../src/domain/image.ts';
import { goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, gallery } from '../../support/gallery.ts';

const original = goodOriginal('photo');

const start = async (options: Parameters<typeof gallery>[0] = {}): Promise<Gallery> => {
  const g = gallery(options);
  await g.product('mug');
  return g;
};

const imagesOf = async (g: Gallery, id = 'mug') => (await g.products.get(id))?.value.images ?? [];

describe('addImage', () => {
  test('puts an image that awaits its upload on the product, with a URL for a quarter of an hour', async () => {
    const g = await start();
    const { imageId, url, expiresAt } = await g.add('mug');
    expect(imageId).toMatch(IMAGE_ID);
    expect(expiresAt).toBe('2026-03-01T12:15:00.000Z');
    expect(await imagesOf(g)).toMatchObject([{ id: imageId, status: 'awaiting_upload', variants: [] }]);
    g.clock.set('2026-03-01T12:15:01.000Z');
    expect(g.images.put(url, original)).toBe(403);
    g.clock.set('2026-03-01T12:14:59.000Z');
    expect(g.images.put(url, original)).toBe(201);
  });

  test('adds after those that are there', async () => {
    const g = await start();
    const ids = [await g.add('mug'), await g.add('mug'), await g.add('mug')].map(({ imageId }) => imageId);
    expect((await imagesOf(g)).map(({ id }) => id)).toEqual(ids);
  });

  test('gives a product twenty images and no more, however many are asked for at once', async () => {
    const g = await start();
    const outcomes = await Promise.allSettled(Array.from({ length: 2 }, () => g.add('mug')));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    while ((await imagesOf(g)).length < MAX_IMAGES) await g.add('mug');
    const late = await Promise.allSettled(Array.from({ length: 5 }, () => g.add('mug')));
    for (const outcome of late) expect(outcome).toMatchObject({ reason: { code: 'conflict' } });
    expect(await imagesOf(g)).toHaveLength(20);
    await g.remove({ productId: 'mug', imageId: (await imagesOf(g))[7]?.id ?? '' });
    await g.add('mug');
    expect(await imagesOf(g)).toHaveLength(20);
  });

  test('does not count those that nobody completed within a day', async () => {
    const g = await start();
    const key = await g.upload('mug', original);
    await g.process({ ...key, original });
    for (let n = 0; n < 19; n++) await g.add('mug');
    g.clock.advance(24 * 60 * 60 * 1000);
    await expect(g.add('mug')).rejects.toMatchObject({ code: 'conflict' });
    g.clock.advance(1);
    for (let n = 0; n < 19; n++) await g.add('mug');
    await expect(g.add('mug')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a repeat removes the blobs that the first try left behind', async () => {
    let down = true;
    const g = await start({
      wrap: ({ products, images }) => ({
        products,
        images: {
          ...images,
          remove: (key) => (down ? Promise.reject(new Unavailable('media')) : images.remove(key)),
        },
      }),
    });
    const key = await g.upload('mug', original);
    await g.process({ ...key, original });
    await g.remove(key);
    expect(g.images.names()).toHaveLength(7);
    down = false;
    await expect(g.remove(key)).rejects.toMatchObject({ code: 'not_found' });
    expect(g.images.names()).toEqual([]);
  });

  test('of a product that is not there is not found', async () => {
    await expect((await start()).add('none')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('leaves the product as it was if no URL can be created', async () => {
    const g = await start({
      wrap: ({ products, images }) => ({
        products,
        images: { ...images, uploadUrl: () => Promise.reject(new Unavailable('media')) },
      }),
    });
    await expect(g.add('mug')).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await imagesOf(g)).toEqual([]);
  });
});

describe('deleteImage', () => {
  test('removes the image and its blobs, and no other', async () => {
    const g = await start();
    const [one, other] = [await g.upload('mug', original), await g.upload('mug', original)];
    for (const key of [one, other]) await g.process({ ...key, original });
    await g.remove(one);
    expect((await imagesOf(g)).map(({ id, status }) => [id, status])).toEqual([[other.imageId, 'ready']]);
    expect(g.images.names()).toHaveLength(7);
    await expect(g.remove(one)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('with a version removes only that version, not one that has changed since', async () => {
    const g = await start();
    const key = await g.upload('mug', original);
    const tag = async () => (await imagesOf(g)).map(imageEtag);
    const awaiting = await tag();
    await g.process({ ...key, original });
    await expect(g.remove(key, { ifMatch: awaiting })).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await imagesOf(g)).toHaveLength(1);
    expect(g.images.names()).toHaveLength(7);
    await g.remove(key, { ifMatch: await tag() });
    expect(await imagesOf(g)).toEqual([]);
  });

  test('succeeds although the blobs cannot be removed now', async () => {
    const g = await start({
      wrap: ({ products, images }) => ({
        products,
        images: { ...images, remove: () => Promise.reject(new Unavailable('media')) },
      }),
    });
    const key = await g.upload('mug', original);
    await g.remove(key);
    expect(await imagesOf(g)).toEqual([]);
    expect(g.log.entries).toMatchObject([{ level: 'warn', event: 'blobs_not_removed', fields: key }]);
  });

  test('a repeat removes the blobs that the first try left behind', async () => {
    let down = true;
    const g = await start({
      wrap: ({ products, images }) => ({
        products,
        images: {
          ...images,
          remove: (key) => (down ? Promise.reject(new Unavailable('media')) : images.remove(key)),
        },
      }),
    });
    const key = await g.upload('mug', original);
    await g.process({ ...key, original });
    await g.remove(key);
    expect(g.images.names()).toHaveLength(7);
    down = false;
    await expect(g.remove(key)).rejects.toMatchObject({ code: 'not_found' });
    expect(g.images.names()).toEqual([]);
  });

  test('of a product that is not there is not found', async () => {
    const key = { productId: 'none', imageId: '0'.repeat(26) };
    await expect((await start()).remove(key)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a deleted product takes all its images along', async () => {
  const g = await start();
  await g.product('mug-2');
  const keys = [await g.upload('mug', original), await g.upload('mug', original), await g.upload('mug-2', original)];
  for (const key of keys) await g.process({ ...key, original });
  await g.removeProduct('mug');
  expect(g.images.names()).toHaveLength(7);
  expect(await imagesOf(g, 'mug-2')).toHaveLength(1);
});

describe('a product that is changed in the moment it is deleted', () => {
  const racing = async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const g: Gallery = await start({
      wrap: ({ products, images }) => ({
        images,
        products: {
          ...products,
          remove: async (id, etag) => {
            await meanwhile?.();
            meanwhile = undefined;
            return products.remove(id, etag);
          },
        },
      }),
    });
    const key = await g.upload('mug', original);
    await g.process({ ...key, original });
    meanwhile = () => g.product('mug', 'Renamed');
    return g;
  };

  test('is gone all the same, with its images', async () => {
    const g = await racing();
    await g.removeProduct('mug');
    expect(await g.products.get('mug')).toBeUndefined();
    expect(g.images.names()).toEqual([]);
  });

  test('stays, with its images, if another version should have been deleted', async () => {
    const g = await racing();
    const seen = (await g.products.get('mug'))?.etag ?? '';
    await expect(g.removeProduct('mug', { ifMatch: [seen] })).rejects.toMatchObject({ code: 'precondition_failed' });
    expect((await g.products.get('mug'))?.value).toMatchObject({ name: 'Renamed', images: [{ status: 'ready' }] });
    expect(g.images.names()).toHaveLength(7);
  });
});

test('a change of the product keeps its images', async () => {
  const g = await start();
  const key = await g.upload('mug', original);
  await g.process({ ...key, original });
  const before = await imagesOf(g);
  await g.product('mug', 'Other');
  expect(await imagesOf(g)).toEqual(before);
});
