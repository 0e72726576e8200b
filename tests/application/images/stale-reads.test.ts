import { replayUpload } from '../../../src/application/dead-letters/replay-upload.ts';
import type { ProductImage } from '../../../src/domain/image.ts';
import { fakeRenderImage, goodOriginal } from '../../support/fake-render-image.ts';
import { allVariants, type Gallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toEtag, toProductId } from '../../support/ids.ts';

const mug = toProductId('mug');
const original = goodOriginal('photo');
const DAY_MS = 24 * 60 * 60_000;

/** A gallery whose replica can be made to show a state before the image, or before the product. */
const openLaggingGallery = async (options: Parameters<typeof openGalleryWithMug>[0] = {}) => {
  const replica: { shows: 'all' | 'no images' | 'nothing'; images?: readonly ProductImage[] } = { shows: 'all' };
  const gallery: Gallery = await openGalleryWithMug({
    ...options,
    wrap: ({ products, images }) => ({
      images,
      products: {
        ...products,
        get: async (id) => {
          if (replica.shows === 'nothing') return undefined;
          const stored = await products.get(id);
          const older = replica.shows === 'no images' ? [] : replica.images;
          return stored && older ? { value: { ...stored.value, images: older }, etag: toEtag('"older"') } : stored;
        },
        // Whoever loses a race has seen what it lost to.
        replace: async (product, etag) => {
          const outcome = await products.replace(product, etag);
          if (outcome === 'stale') Object.assign(replica, { shows: 'all', images: undefined });
          return outcome;
        },
      },
    }),
  });
  const key = await gallery.upload(mug, original);
  return { gallery, key, replica };
};

const lags = ['no images', 'nothing'] as const;

test.each(lags)('an upload is processed though the replica shows %s', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery();
  replica.shows = shows;
  await gallery.process(key);

  expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  expect(variantNames(gallery.images, key)).toHaveLength(allVariants.length);
});

test.each(lags)('an image stays whole if the replica shows %s when it is recorded', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery({
    renderImage: async (bytes, write) => {
      replica.shows = shows;
      return fakeRenderImage(bytes, write);
    },
  });
  await gallery.process(key);

  expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  expect(variantNames(gallery.images, key)).toHaveLength(allVariants.length);
});

test.each(lags)('a failed attempt keeps the original though the replica shows %s', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery({
    renderImage: () => {
      replica.shows = shows;
      return Promise.reject(new Error('out of memory'));
    },
  });
  await expect(gallery.process(key)).rejects.toThrow('out of memory');
  expect(gallery.images.original(key)).toBeDefined();
});

test.each(lags)('an image is deleted from its product, too, though the replica shows %s', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery();
  await gallery.process(key);
  replica.shows = shows;
  await gallery.remove(key);

  expect(await gallery.image(key)).toBeUndefined();
  expect(gallery.images.names()).toEqual([]);
});

test('an image keeps its blobs if it is not deleted, because it has changed', async () => {
  const { gallery, key, replica } = await openLaggingGallery();
  await gallery.process(key);
  replica.shows = 'no images';
  const outdated = { ifMatch: [] };

  await expect(gallery.remove(key, outdated)).rejects.toMatchObject({ code: 'precondition_failed' });
  expect(variantNames(gallery.images, key)).toHaveLength(allVariants.length);
});

test.each(lags)('the upload of a dead letter is replayed though the replica shows %s', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery();
  replica.shows = shows;
  const products = { ...gallery.products, get: async () => undefined };
  const deps = { ...gallery, products, pause: async () => {}, random: Math.random };

  expect(await replayUpload(deps)({ id: 'u', enqueuedAt: '', deliveryCount: 5, body: {}, image: key })).toEqual({
    image: key,
  });
});

test.each(lags)('the clean-up keeps the blobs of an image though the replica shows %s', async (shows) => {
  const { gallery, key, replica } = await openLaggingGallery();
  await gallery.process(key);
  gallery.clock.advance(2 * DAY_MS);
  replica.shows = shows;

  expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 0, variantsRemoved: 0 });
  expect(gallery.images.original(key)).toBeDefined();
  expect(variantNames(gallery.images, key)).toHaveLength(allVariants.length);
});

test('an upload that came late is processed though the replica still shows a full product', async () => {
  const { gallery, key, replica } = await openLaggingGallery();
  gallery.clock.advance(2 * DAY_MS);
  const image = await gallery.image(key);
  const others = await Promise.all(Array.from({ length: 20 }, () => gallery.upload(mug, original)));
  const full = (await gallery.products.get(mug))?.value.images;
  for (const other of others) await gallery.remove(other);
  if (full) replica.images = full;

  expect(image).toMatchObject({ status: 'awaiting_upload' });
  expect(await gallery.cleanUp()).toMatchObject({ processed: 1, dropped: 0 });
  expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
});

test('an image can be added, and the product deleted, though the replica does not have the product yet', async () => {
  const { gallery, replica } = await openLaggingGallery();
  replica.shows = 'nothing';
  await gallery.add(mug);
  const stored = await gallery.products.get(mug);
  expect(stored?.value.images).toHaveLength(2);

  await gallery.removeProduct(mug, { ifMatch: stored ? [stored.etag] : [] });
  expect((await gallery.products.get(mug))?.value).toMatchObject({ active: false, images: [] });
});
