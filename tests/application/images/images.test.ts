import { Unavailable } from '../../../src/domain/errors.ts';
import { IMAGE_ID, imageEtag, MAX_IMAGES } from '../../../src/domain/image.ts';
import { goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGalleryWithMug } from '../../support/gallery.ts';
import { toEtag, toImageId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

const original = goodOriginal('photo');

const imagesOf = async (gallery: Gallery, id = toProductId('mug')) =>
  (await gallery.products.get(id))?.value.images ?? [];

describe('addImage', () => {
  test('puts an image that awaits its upload on the product, with a URL for a quarter of an hour', async () => {
    const gallery = await openGalleryWithMug();
    const { imageId, url, expiresAt } = await gallery.add(toProductId('mug'));

    expect(imageId).toMatch(IMAGE_ID);
    expect(expiresAt).toBe('2026-03-01T12:15:00.000Z');
    expect(await imagesOf(gallery)).toMatchObject([{ id: imageId, status: 'awaiting_upload', variants: [] }]);

    gallery.clock.set('2026-03-01T12:15:01.000Z');
    expect(gallery.images.put(url, original)).toBe(403);

    gallery.clock.set('2026-03-01T12:14:59.000Z');
    expect(gallery.images.put(url, original)).toBe(201);
  });

  test('adds after those that are there', async () => {
    const gallery = await openGalleryWithMug();
    const ids = [
      await gallery.add(toProductId('mug')),
      await gallery.add(toProductId('mug')),
      await gallery.add(toProductId('mug')),
    ].map(({ imageId }) => imageId);
    expect((await imagesOf(gallery)).map(({ id }) => id)).toEqual(ids);
  });

  test('gives a product twenty images and no more, however many are asked for at once', async () => {
    const gallery = await openGalleryWithMug();
    const outcomes = await Promise.allSettled(Array.from({ length: 2 }, () => gallery.add(toProductId('mug'))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);

    while ((await imagesOf(gallery)).length < MAX_IMAGES) await gallery.add(toProductId('mug'));
    const late = await Promise.allSettled(Array.from({ length: 5 }, () => gallery.add(toProductId('mug'))));

    for (const outcome of late) expect(outcome).toMatchObject({ reason: { code: 'conflict' } });
    expect(await imagesOf(gallery)).toHaveLength(20);

    await gallery.remove({ productId: toProductId('mug'), imageId: toImageId((await imagesOf(gallery))[7]?.id ?? '') });
    await gallery.add(toProductId('mug'));
    expect(await imagesOf(gallery)).toHaveLength(20);
  });

  test('does not count those that nobody completed within a day', async () => {
    const gallery = await openGalleryWithMug();
    const key = await gallery.upload(toProductId('mug'), original);
    await gallery.process(key);
    for (let n = 0; n < 19; n++) await gallery.add(toProductId('mug'));
    gallery.clock.advance(24 * 60 * 60 * 1000);

    await expect(gallery.add(toProductId('mug'))).rejects.toMatchObject({ code: 'conflict' });

    gallery.clock.advance(1);
    for (let n = 0; n < 19; n++) await gallery.add(toProductId('mug'));
    await expect(gallery.add(toProductId('mug'))).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a product that is not there is not found', async () => {
    await expect((await openGalleryWithMug()).add(toProductId('none'))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('leaves the product as it was if no URL can be created', async () => {
    const gallery = await openGalleryWithMug({
      wrap: replacing('images', () => ({ uploadUrl: () => Promise.reject(new Unavailable('media')) })),
    });
    await expect(gallery.add(toProductId('mug'))).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await imagesOf(gallery)).toEqual([]);
  });
});

describe('deleteImage', () => {
  test('removes the image and its blobs, and no other', async () => {
    const gallery = await openGalleryWithMug();
    const [one, other] = [
      await gallery.upload(toProductId('mug'), original),
      await gallery.upload(toProductId('mug'), original),
    ];
    for (const key of [one, other]) await gallery.process(key);
    await gallery.remove(one);

    expect((await imagesOf(gallery)).map(({ id, status }) => [id, status])).toEqual([[other.imageId, 'ready']]);
    expect(gallery.images.names()).toHaveLength(7);
    await expect(gallery.remove(one)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('with a version removes only that version, not one that has changed since', async () => {
    const gallery = await openGalleryWithMug();
    const key = await gallery.upload(toProductId('mug'), original);
    const tag = async () => (await imagesOf(gallery)).map(imageEtag);
    const awaiting = await tag();
    await gallery.process(key);

    await expect(gallery.remove(key, { ifMatch: awaiting })).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await imagesOf(gallery)).toHaveLength(1);
    expect(gallery.images.names()).toHaveLength(7);

    await gallery.remove(key, { ifMatch: await tag() });
    expect(await imagesOf(gallery)).toEqual([]);
  });

  test('succeeds although the blobs cannot be removed now', async () => {
    const gallery = await openGalleryWithMug({
      wrap: replacing('images', () => ({ remove: () => Promise.reject(new Unavailable('media')) })),
    });
    const key = await gallery.upload(toProductId('mug'), original);
    await gallery.remove(key);

    expect(await imagesOf(gallery)).toEqual([]);
    expect(gallery.log.troubles()).toMatchObject([{ level: 'warn', event: 'blobs_not_removed', fields: key }]);
  });

  test('a repeat removes the blobs that the first try left behind', async () => {
    let down = true;
    const gallery = await openGalleryWithMug({
      wrap: replacing('images', (real) => ({
        remove: (key) => (down ? Promise.reject(new Unavailable('media')) : real.remove(key)),
      })),
    });
    const key = await gallery.upload(toProductId('mug'), original);
    await gallery.process(key);
    await gallery.remove(key);

    expect(gallery.images.names()).toHaveLength(7);

    down = false;
    await expect(gallery.remove(key)).rejects.toMatchObject({ code: 'not_found' });
    expect(gallery.images.names()).toEqual([]);
  });

  test('of a product that is not there is not found', async () => {
    const key = { productId: toProductId('none'), imageId: toImageId('0'.repeat(26)) };
    await expect((await openGalleryWithMug()).remove(key)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a deleted product takes all its images along', async () => {
  const gallery = await openGalleryWithMug();
  await gallery.product(toProductId('mug-2'));
  const keys = [
    await gallery.upload(toProductId('mug'), original),
    await gallery.upload(toProductId('mug'), original),
    await gallery.upload(toProductId('mug-2'), original),
  ];
  for (const key of keys) await gallery.process(key);
  await gallery.removeProduct(toProductId('mug'));

  expect(gallery.images.names()).toHaveLength(7);
  expect(await imagesOf(gallery, toProductId('mug-2'))).toHaveLength(1);
});

describe('a product that is changed in the moment it is deleted', () => {
  const racing = async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const gallery: Gallery = await openGalleryWithMug({
      wrap: replacing('products', (real) => ({
        replace: async (product, etag) => {
          const change = product.active ? undefined : meanwhile;
          if (change) meanwhile = undefined;
          await change?.();
          return real.replace(product, etag);
        },
      })),
    });
    const key = await gallery.upload(toProductId('mug'), original);
    await gallery.process(key);
    meanwhile = () => gallery.product(toProductId('mug'), 'Renamed');
    return gallery;
  };

  test('is no longer sold all the same, and has no images', async () => {
    const gallery = await racing();
    await gallery.removeProduct(toProductId('mug'));

    expect((await gallery.products.get(toProductId('mug')))?.value).toMatchObject({
      name: 'Renamed',
      active: false,
      images: [],
    });
    expect(gallery.images.names()).toEqual([]);
  });

  test('stays, with its images, if another version should have been deleted', async () => {
    const gallery = await racing();
    const seen = (await gallery.products.get(toProductId('mug')))?.etag ?? '';

    await expect(gallery.removeProduct(toProductId('mug'), { ifMatch: [toEtag(seen)] })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    expect((await gallery.products.get(toProductId('mug')))?.value).toMatchObject({
      name: 'Renamed',
      images: [{ status: 'ready' }],
    });
    expect(gallery.images.names()).toHaveLength(7);
  });
});

test('a change of the product keeps its images', async () => {
  const gallery = await openGalleryWithMug();
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);
  const before = await imagesOf(gallery);
  await gallery.product(toProductId('mug'), 'Other');

  expect(await imagesOf(gallery)).toEqual(before);
});
