import { Unavailable } from '../../../src/domain/errors.ts';
import { fakeRenderImage, goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGalleryWithMug } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';

const original = goodOriginal('photo');

test('an image deleted while it is processed leaves nothing behind', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      const outcome = await fakeRenderImage(bytes, write);
      await gallery.remove(key);
      return outcome;
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);

  expect(gallery.images.names()).toEqual([]);
  expect((await gallery.products.get(toProductId('mug')))?.value.images).toEqual([]);
});

test('a product deleted while its image is processed leaves nothing behind', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      await gallery.removeProduct(toProductId('mug'));
      return fakeRenderImage(bytes, write);
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);

  expect(gallery.images.names()).toEqual([]);
  expect((await gallery.products.get(toProductId('mug')))?.value).toMatchObject({ active: false, images: [] });
});

describe('an image deleted while it is processed, by a handler that then fails, leaves nothing behind:', () => {
  const failing = async (where: 'writing' | 'rendering' | 'recording', looking = false) => {
    let deleted = false;
    const gallery: Gallery = await openGalleryWithMug({
      renderImage: async (bytes, write) => {
        let writes = 0;
        const outcome = await fakeRenderImage(bytes, async (variant) => {
          await write(variant);
          writes += 1;
          if (writes !== 3) return;
          await gallery.remove(key);
          deleted = true;
        });
        if (where === 'rendering') throw new Error('out of memory');
        return outcome;
      },
      wrap: ({ products, images }) => {
        let reads = 0;
        return {
          images: {
            ...images,
            writeVariant: (key, variant) =>
              deleted && where === 'writing'
                ? Promise.reject(new Unavailable('media'))
                : images.writeVariant(key, variant),
          },
          products: {
            ...products,
            get: async (id) => {
              if (deleted) reads += 1;
              if (deleted && (looking || (where === 'recording' && reads === 1))) throw new Unavailable('cosmos');
              return products.get(id);
            },
          },
        };
      },
    });
    const key = await gallery.upload(toProductId('mug'), original);
    const outcome = await gallery.process(key).catch((error: unknown) => error);
    return { gallery, key, outcome };
  };

  test.each(['writing', 'rendering', 'recording'] as const)('%s', async (where) => {
    const { gallery, outcome } = await failing(where);
    expect(outcome).toBeInstanceOf(Error);
    expect(gallery.images.names()).toEqual([]);
  });

  test('nor does one whose product is deleted', async () => {
    const gallery: Gallery = await openGalleryWithMug({
      renderImage: async (bytes, write) => {
        await gallery.removeProduct(toProductId('mug'));
        await fakeRenderImage(bytes, write);
        throw new Error('out of memory');
      },
    });
    const key = await gallery.upload(toProductId('mug'), original);

    await expect(gallery.process(key)).rejects.toThrow('out of memory');
    expect(gallery.images.names()).toEqual([]);
  });

  test('or says so, if it cannot check', async () => {
    const { gallery, key, outcome } = await failing('rendering', true);
    expect(outcome).toMatchObject({ message: 'out of memory' });
    expect(gallery.log.troubles()).toMatchObject([{ level: 'warn', event: 'blobs_not_removed', fields: key }]);
  });
});

test('a late trigger for a deleted image writes nothing', async () => {
  const gallery = await openGalleryWithMug();
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.remove(key);
  await gallery.process(key);

  expect(gallery.images.names()).toEqual([]);
  expect((await gallery.products.get(toProductId('mug')))?.value.images).toEqual([]);
});

test('a product that was created again has none of its earlier images', async () => {
  const gallery = await openGalleryWithMug();
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.removeProduct(toProductId('mug'));
  await gallery.product(toProductId('mug'));
  await gallery.process(key);

  expect((await gallery.products.get(toProductId('mug')))?.value.images).toEqual([]);
  expect(gallery.images.names()).toEqual([]);
});
