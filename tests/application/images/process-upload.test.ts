import type { ImageKey } from '../../../src/application/ports/images.ts';
import type { Products } from '../../../src/application/ports/products.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import type { RejectionReason } from '../../../src/domain/image.ts';
import { badOriginal, fakeRenderImage, goodOriginal, variantBytes } from '../../support/fake-render-image.ts';
import { allVariants, type Gallery, openGallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toImageId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

const original = goodOriginal('photo');
const unknown: ImageKey = { productId: toProductId('mug'), imageId: toImageId('0'.repeat(26)) };

const snapshot = async ({ products, images }: Gallery) => ({
  products: products.stored(),
  blobs: await Promise.all(
    images.names().map(async (name) => {
      const [, productId = '', imageId = '', file = ''] = name.split('/');
      const variant = allVariants.find(({ name, format }) => file === `${name}.${format}`);
      const key = { productId: toProductId(productId), imageId: toImageId(imageId) };
      const read = variant && (await images.readVariant(key, variant.name, variant.format));
      return [name, read?.bytes ?? images.original(key)];
    }),
  ),
});

const reasons: RejectionReason[] = ['unsupported_format', 'too_large', 'too_many_pixels', 'corrupt'];

test('an upload becomes six variants, recorded with the size and the placeholder', async () => {
  const gallery = await openGalleryWithMug();
  const key = await gallery.upload(toProductId('mug'), original);
  expect(await gallery.image(key)).toEqual({
    id: key.imageId,
    status: 'awaiting_upload',
    variants: [],
    addedAt: '2026-03-01T12:00:00.000Z',
  });

  gallery.clock.advance(5_000);
  await gallery.process(key);
  const image = await gallery.image(key);

  expect(image).toEqual({
    id: key.imageId,
    status: 'ready',
    width: 1600,
    height: 800,
    placeholder: 'hash of good photo',
    variants: expect.any(Array),
    addedAt: '2026-03-01T12:00:00.000Z',
  });
  expect(new Set(image?.variants)).toEqual(
    new Set(
      allVariants.map(({ name, format }) => ({
        name,
        format,
        width: name,
        height: name / 2,
        bytes: variantBytes(original, name, format).byteLength,
      })),
    ),
  );
  for (const { name, format } of allVariants) {
    expect((await gallery.images.readVariant(key, name, format))?.bytes).toEqual(
      Uint8Array.from(variantBytes(original, name, format)),
    );
  }
  expect((await gallery.products.get(toProductId('mug')))?.value.updatedAt).toBe('2026-03-01T12:00:05.000Z');
  expect(gallery.log.entries.filter(({ event }) => event === 'upload_processed')).toEqual([
    {
      level: 'info',
      event: 'upload_processed',
      fields: { ...key, status: 'ready', reason: undefined, bytes: original.byteLength, ms: 0 },
    },
  ]);
});

test('variants are recorded in one write, after all of them are there', async () => {
  const seen: number[] = [];
  const gallery = await openGalleryWithMug({
    wrap: replacing('products', (real) => ({
      replace: async (product, etag) => {
        seen.push(product.images.flatMap(({ variants }) => variants).length);
        return real.replace(product, etag);
      },
    })),
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);

  expect(seen.slice(1)).toEqual([6]);
});

test.each(reasons)('an image that is %s is rejected, and not tried again', async (reason) => {
  const gallery = await openGalleryWithMug();
  const bad = badOriginal(reason);
  const key = await gallery.upload(toProductId('mug'), bad);
  await gallery.process(key);

  expect(await gallery.image(key)).toEqual({
    id: key.imageId,
    status: 'rejected',
    reason,
    variants: [],
    addedAt: '2026-03-01T12:00:00.000Z',
  });
  // The original is kept for a while. The nightly clean-up removes it.
  expect(gallery.images.original(key)).toBeDefined();
  expect(gallery.log.entries.filter(({ event }) => event === 'upload_processed')).toEqual([
    {
      level: 'info',
      event: 'upload_processed',
      fields: { ...key, status: 'rejected', reason, bytes: expect.any(Number), ms: 0 },
    },
  ]);
});

test('an image found bad halfway shows none of its variants', async () => {
  const gallery = await openGalleryWithMug();
  const bad = badOriginal('corrupt', 3);
  const key = await gallery.upload(toProductId('mug'), bad);
  await gallery.process(key);

  expect(await gallery.image(key)).toMatchObject({ status: 'rejected', variants: [] });
});

test.each([
  ['good', original],
  ['bad', badOriginal('corrupt', 2)],
])('run again, a %s original gives the same bytes and the same record', async (_, bytes) => {
  const gallery = await openGalleryWithMug();
  const key = await gallery.upload(toProductId('mug'), bytes);
  await gallery.process(key);
  const first = await snapshot(gallery);
  await gallery.process(key);

  expect(await snapshot(gallery)).toEqual(first);
});

test('an image that is ready is not processed again', async () => {
  let renders = 0;
  const gallery = await openGalleryWithMug({
    renderImage: (bytes, write) => {
      renders += 1;
      return fakeRenderImage(bytes, write);
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);
  await gallery.process(key);

  expect(renders).toBe(1);
});

test('a delivery that ends later does not undo what another recorded as ready', async () => {
  let first: Promise<void> | undefined;
  const gallery: Gallery = await openGalleryWithMug({
    // The second delivery renders after the first is done, and finds that the image is bad.
    renderImage: async (bytes, write) => {
      if (first !== undefined) return fakeRenderImage(bytes, write);
      first = gallery.process(key);
      await first;
      return { rejected: 'corrupt' };
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);

  expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  expect(gallery.log.entries.at(-1)).toMatchObject({ event: 'upload_processed', fields: { status: 'ready' } });
});

test('two uploads to one product at once lose nothing', async () => {
  const gallery = await openGalleryWithMug();
  const keys = await Promise.all(Array.from({ length: 12 }, () => gallery.upload(toProductId('mug'), original)));
  await Promise.all(keys.map((key) => gallery.process(key)));

  for (const key of keys) expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
});

test('what the admin changes meanwhile stays', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      await gallery.product(toProductId('mug'), 'Renamed');
      await gallery.products.setAvailability(toProductId('mug'), 'low');
      await gallery.add(toProductId('mug'));
      return fakeRenderImage(bytes, write);
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);
  const product = (await gallery.products.get(toProductId('mug')))?.value;

  expect(product).toMatchObject({ name: 'Renamed', availability: 'low' });
  expect(product?.images.map(({ status }) => status)).toEqual(['ready', 'awaiting_upload']);
});

test('a handler that fails keeps what it wrote of an image that still exists', async () => {
  const gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      await fakeRenderImage(bytes, write);
      throw new Error('out of memory');
    },
  });
  const key = await gallery.upload(toProductId('mug'), original);

  await expect(gallery.process(key)).rejects.toThrow('out of memory');
  expect(gallery.images.original(key)).toBeDefined();
});

test('an upload whose original is gone by now is logged, and stays as it is', async () => {
  const gallery = await openGalleryWithMug();
  const { imageId } = await gallery.add(toProductId('mug'));
  await gallery.process({ productId: 'mug', imageId });

  expect(await gallery.image({ productId: toProductId('mug'), imageId })).toMatchObject({ status: 'awaiting_upload' });
  expect(gallery.log.troubles()).toMatchObject([
    { level: 'warn', event: 'upload_ignored', fields: { productId: 'mug', imageId, reason: 'the original is gone' } },
  ]);
});

test('the original of an unknown or finished image is not read', async () => {
  const gallery = await openGalleryWithMug({
    wrap: replacing('images', (real) => ({
      readOriginal: (key) => {
        reads += 1;
        return real.readOriginal(key);
      },
    })),
  });
  let reads = 0;
  const key = await gallery.upload(toProductId('mug'), original);
  await gallery.process(key);
  await gallery.process(key);
  await gallery.process(unknown);

  expect(reads).toBe(1);
});

test('an upload that no product knows of is logged, and writes nothing', async () => {
  const gallery = await openGalleryWithMug();
  await gallery.process(unknown);
  await gallery.process({ ...unknown, productId: 'no-such' });

  expect(gallery.images.names()).toEqual([]);
  expect(gallery.log.troubles()).toMatchObject([
    { level: 'warn', event: 'upload_rejected', fields: { reason: 'unknown_product', productId: 'mug' } },
    { level: 'warn', event: 'upload_rejected', fields: { reason: 'unknown_product', productId: 'no-such' } },
  ]);
});

describe('a fault makes the host try again, and then all is well:', () => {
  const failOnce = (at: number, after: boolean) => {
    let calls = 0;
    return <T>(call: () => Promise<T>): Promise<T> => {
      calls += 1;
      if (calls !== at) return call();
      const failure = Promise.reject<T>(new Unavailable('media'));
      return after ? call().then(() => failure) : failure;
    };
  };

  const cases = [1, 2, 6].flatMap((at) => [false, true].map((after) => [at, after] as const));

  test.each(cases)('writing variant %d (after the effect: %s)', async (at, after) => {
    const fail = failOnce(at, after);
    const gallery = await openGalleryWithMug({
      wrap: replacing('images', (real) => ({
        writeVariant: (key, variant) => fail(() => real.writeVariant(key, variant)),
      })),
    });
    const key = await gallery.upload(toProductId('mug'), original);

    await expect(gallery.process(key)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await gallery.image(key)).toMatchObject({ status: 'awaiting_upload', variants: [] });

    await gallery.process(key);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(variantNames(gallery.images, key)).toHaveLength(6);
  });

  test.each<[keyof Products, number, boolean]>([
    ['get', 2, false],
    ['get', 3, false],
    ['replace', 2, false],
    ['replace', 2, true],
  ])('call of products.%s number %d (after the effect: %s)', async (method, at, after) => {
    const fail = failOnce(at, after);
    const gallery = openGallery({
      wrap: ({ products, images }) => ({
        images,
        products:
          method === 'get'
            ? { ...products, get: (id) => fail(() => products.get(id)) }
            : { ...products, replace: (product, etag) => fail(() => products.replace(product, etag)) },
      }),
    });
    await gallery.products.create({
      id: toProductId('mug'),
      name: 'Mug',
      price: { amount: 1, currency: 'EUR' },
      active: true,
      availability: 'out',
      images: [],
      createdAt: '',
      updatedAt: '',
    });
    const key = await gallery.upload(toProductId('mug'), original);

    await expect(gallery.process(key)).rejects.toMatchObject({ name: 'Unavailable' });

    await gallery.process(key);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(variantNames(gallery.images, key)).toHaveLength(6);
  });

  test('the renderer itself', async () => {
    let renders = 0;
    const gallery = await openGalleryWithMug({
      renderImage: async (bytes, write) => {
        renders += 1;
        if (renders === 1) throw new Error('out of memory');
        return fakeRenderImage(bytes, write);
      },
    });
    const key = await gallery.upload(toProductId('mug'), original);

    await expect(gallery.process(key)).rejects.toThrow('out of memory');
    expect(await gallery.image(key)).toMatchObject({ status: 'awaiting_upload' });

    await gallery.process(key);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  });
});

describe('a blob with another name is not touched, and never used as a key:', () => {
  const id = '0'.repeat(26);
  test.each([
    ['', id],
    ['mug', ''],
    ['..', id],
    ['../mug', id],
    ['MUG', id],
    ['mug\n', id],
    ['mug\u0000', id],
    ['mug', `${id}/800.webp`],
    ['mug', `${id}\n`],
    ['mug', `../${id}`],
    ['mug', id.toUpperCase().replace('0', 'A')],
    ['mug', `${id.slice(1)}w`],
    ['mug', `${id}0`],
    ['__proto__', id],
    ['m%75g', id],
    ['x'.repeat(65), id],
    ['😀', id],
    ['mug', 'undefined'],
  ])('%j / %j', async (productId, imageId) => {
    const touched: string[] = [];
    const refuse = <P extends object>(port: P): P =>
      new Proxy(port, {
        get: (_, name) => () => {
          touched.push(String(name));
          return Promise.reject(new Error('touched'));
        },
      });
    const gallery = openGallery({
      wrap: ({ products, images }) => ({ products: refuse(products), images: refuse(images) }),
    });
    await gallery.process({ productId, imageId });

    expect(touched).toEqual([]);
    const reason = 'the name is not {productId}/{imageId}';
    expect(gallery.log.entries).toEqual([{ level: 'warn', event: 'upload_ignored', fields: { reason } }]);
  });
});
