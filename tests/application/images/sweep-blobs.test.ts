import { fakeRenderImage } from '../../support/fake-render-image.ts';
import { type Gallery, type openGallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { addOrphanedImage, addReadyImage, addRejectedImage, original } from './add-images.ts';
import { nothingCleanedUp } from './nothing-cleaned-up.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

describe('an original', () => {
  test('of a rejected image goes after a week; the reason stays', async () => {
    const gallery = await openGalleryWithMug();
    const key = await addRejectedImage(gallery);
    gallery.clock.advance(7 * DAY);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 0 });
    expect(gallery.images.original(key)).toBeDefined();

    gallery.clock.advance(1);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 1 });
    expect(gallery.images.names()).toEqual([]);
    expect(await gallery.image(key)).toMatchObject({ status: 'rejected', reason: 'corrupt' });
  });

  test('of an image that is ready stays for good', async () => {
    const gallery = await openGalleryWithMug();
    const key = await addReadyImage(gallery);
    gallery.clock.advance(1000 * DAY);

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
    expect(gallery.images.original(key)).toBeDefined();
  });

  test('of a rejected image that becomes ready while it is looked at stays', async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    let isDecoderFixed = false;
    const gallery: Gallery = await openGalleryWithMug({
      renderImage: (bytes, write) => fakeRenderImage(isDecoderFixed ? original : bytes, write),
      wrap: replacing('products', (real) => ({
        get: async (id) => {
          const read = await real.get(id);
          const first = meanwhile;
          meanwhile = undefined;
          await first?.();
          return read;
        },
      })),
    });
    const key = await addRejectedImage(gallery);
    gallery.clock.advance(8 * DAY);
    meanwhile = () => {
      isDecoderFixed = true;
      return gallery.process(key);
    };

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(gallery.images.original(key)).toBeDefined();
  });

  test('that no image refers to goes after a day', async () => {
    const gallery = await openGalleryWithMug();
    const { imageId, url } = await gallery.add(toProductId('mug'));
    await gallery.remove({ productId: toProductId('mug'), imageId });

    expect(gallery.images.put(url, original)).toBe(201);

    gallery.images.place(`uploads/none/${imageId}`, original);
    gallery.clock.advance(DAY);
    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);

    gallery.clock.advance(1);
    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 2 });
    expect(gallery.images.names()).toEqual([]);
  });
});

describe('a variant', () => {
  test('that no product refers to goes after an hour, and no living one does', async () => {
    const gallery = await openGalleryWithMug();
    const living = await addReadyImage(gallery);
    const key = await addOrphanedImage(gallery);
    gallery.clock.advance(HOUR);

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);

    gallery.clock.advance(1);
    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, variantsRemoved: 6 });
    expect([variantNames(gallery.images, key), variantNames(gallery.images, living).length]).toEqual([[], 6]);
  });

  test('of an image that has become smaller goes if the product names only others', async () => {
    const gallery = await openGalleryWithMug();
    const key = await addReadyImage(gallery);
    const stored = await gallery.products.get(toProductId('mug'));
    if (!stored) throw new Error('none');
    const images = stored.value.images.map((image) =>
      image.status === 'ready'
        ? { ...image, variants: image.variants.filter(({ name, format }) => name === 400 && format === 'webp') }
        : image,
    );
    await gallery.products.replace({ ...stored.value, images }, stored.etag);
    gallery.clock.advance(HOUR + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, variantsRemoved: 5 });
    expect(variantNames(gallery.images, key)).toEqual([`images/${key.productId}/${key.imageId}/400.webp`]);
  });

  test('that was written before its image was found bad goes, too', async () => {
    const gallery = await openGalleryWithMug();
    const key = await addRejectedImage(gallery);
    expect(variantNames(gallery.images, key)).toHaveLength(2);

    gallery.clock.advance(HOUR + 1);
    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, variantsRemoved: 2 });
  });

  test('that is written again, and recorded, while it is looked at, stays', async () => {
    let reads = 0;
    let at = 0;
    let meanwhile = async (): Promise<void> => {};
    const wrap: NonNullable<Parameters<typeof openGallery>[0]>['wrap'] = ({ products, images }) => ({
      images,
      products: {
        ...products,
        get: async (id) => {
          const read = await products.get(id);
          reads += 1;
          if (reads === at) await meanwhile();
          return read;
        },
      },
    });

    // The handler that crashed is followed by another one. It ends after the first or second read
    // of the product.
    for (const nth of [1, 2]) {
      let crash = true;
      const gallery: Gallery = await openGalleryWithMug({
        wrap,
        renderImage: async (bytes, write) => {
          const outcome = await fakeRenderImage(bytes, write);
          if (crash) throw new Error('crash');
          return outcome;
        },
      });
      const key = await gallery.upload(toProductId('mug'), original);
      await gallery.process(key).catch(() => {});
      expect(variantNames(gallery.images, key)).toHaveLength(6);
      crash = false;
      gallery.clock.advance(2 * HOUR);
      [reads, at] = [0, nth];
      meanwhile = async () => {
        at = 0;
        await gallery.process(key);
      };
      expect(await gallery.cleanUp()).toMatchObject({ variantsRemoved: 0, failed: 0 });
      expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
      expect(variantNames(gallery.images, key)).toHaveLength(6);
    }
  });
});

test('blobs with other names are not touched, only counted', async () => {
  const gallery = await openGalleryWithMug();
  const id = '0'.repeat(26);
  const names = [
    'uploads/alone',
    `uploads/../${id}`,
    `uploads/mug//${id}`,
    `uploads/m%75g/${id}`,
    `uploads/tïsch 😀/${id}`,
    `uploads/mug/${id}/800.webp`,
    `images/mug/${id}/../../800.webp`,
    `images/mug/${id}/800.png`,
    'images/..',
  ];
  for (const name of names) gallery.images.place(name, original);
  gallery.clock.advance(1000 * DAY);

  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, foreign: names.length });
  expect(gallery.images.names()).toEqual(names.toSorted());
});

test('a product is read once, however many blobs it has on however many pages', async () => {
  const gallery = await openGalleryWithMug();
  await gallery.product(toProductId('tea'));
  for (let n = 0; n < 5; n++) await addReadyImage(gallery);
  await addReadyImage(gallery, toProductId('tea'));
  gallery.clock.advance(DAY);
  const get = jest.spyOn(gallery.products, 'get');
  await gallery.cleanUp();

  // Once for the originals, once for the variants.
  expect(get.mock.calls.flat().toSorted()).toEqual(['mug', 'mug', 'tea', 'tea']);
});
