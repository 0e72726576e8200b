import type { ImageKey } from '../../../src/application/ports/images.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { badOriginal, fakeRenderImage, goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGallery, variantNames } from '../../support/gallery.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const original = goodOriginal('photo');

const start = async (options: Parameters<typeof openGallery>[0] = {}): Promise<Gallery> => {
  const gallery = openGallery(options);
  await gallery.product('mug');
  return gallery;
};

const nothing = {
  processed: 0,
  dropped: 0,
  originalsRemoved: 0,
  variantsRemoved: 0,
  foreign: 0,
  failed: 0,
  resumed: false,
  complete: true,
};

const stateOf = (gallery: Gallery) => ({
  images: gallery.products.stored().map(({ id, images }) => [id, images.map((image) => [image.id, image.status])]),
  blobs: gallery.images.names(),
});

const ready = async (gallery: Gallery, productId = 'mug'): Promise<ImageKey> => {
  const key = await gallery.upload(productId, original);
  await gallery.process({ ...key, original });
  return key;
};

const rejected = async (gallery: Gallery): Promise<ImageKey> => {
  const bad = badOriginal('corrupt', 2);
  const key = await gallery.upload('mug', bad);
  await gallery.process({ ...key, original: bad });
  return key;
};

/** An image that is deleted while Storage is down: its blobs stay. */
const orphaned = async (gallery: Gallery, productId = 'mug'): Promise<ImageKey> => {
  const key = await ready(gallery, productId);
  const stored = await gallery.products.get(productId);
  if (!stored) throw new Error('none');
  const images = stored.value.images.filter(({ id }) => id !== key.imageId);
  await gallery.products.replace({ ...stored.value, images }, stored.etag);
  return key;
};

/** Runs `meanwhile` while the clean-up looks for an original that does not exist. */
const startRacing = (meanwhile: () => Promise<unknown>): Promise<Gallery> =>
  start({
    wrap: ({ products, images }) => ({
      products,
      images: {
        ...images,
        readOriginal: async () => {
          await meanwhile();
          return undefined;
        },
      },
    }),
  });

describe('an upload that was never completed', () => {
  test('is removed from its product after a day, and nothing else is', async () => {
    const gallery = await start();
    const key = await ready(gallery);
    const { imageId } = await gallery.add('mug');
    gallery.clock.advance(DAY);

    expect(await gallery.cleanUp()).toEqual(nothing);

    gallery.clock.advance(1);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, dropped: 1 });
    expect(await gallery.image({ productId: 'mug', imageId })).toBeUndefined();
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(variantNames(gallery.images, key)).toHaveLength(6);
  });

  test('is processed if its original has arrived after all', async () => {
    const gallery = await start();
    const bad = badOriginal('too_many_pixels');
    const keys = [await gallery.upload('mug', original), await gallery.upload('mug', bad)] as const;
    gallery.clock.advance(DAY + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 2 });
    expect(await gallery.image(keys[0])).toMatchObject({ status: 'ready' });
    expect(await gallery.image(keys[1])).toMatchObject({ status: 'rejected', reason: 'too_many_pixels' });
    expect(variantNames(gallery.images, keys[0])).toHaveLength(6);
  });

  test('that cannot be processed is tried every night for a week, and holds up no other', async () => {
    const gallery = await start({
      renderImage: (bytes, write) =>
        Buffer.from(bytes).toString() === 'good cursed'
          ? Promise.reject(new Error('out of memory'))
          : fakeRenderImage(bytes, write),
    });
    const cursed = await gallery.upload('mug', goodOriginal('cursed'));
    const other = await gallery.upload('mug', original);
    gallery.clock.advance(DAY + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1, failed: 1 });
    expect(await gallery.image(other)).toMatchObject({ status: 'ready' });
    expect(gallery.log.entries).toContainEqual({
      level: 'warn',
      event: 'clean_up_failed',
      fields: { ...cursed, reason: 'Error: out of memory' },
    });

    gallery.clock.advance(5 * DAY);
    expect(await gallery.cleanUp()).toEqual({ ...nothing, failed: 1 });

    gallery.clock.advance(DAY);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, dropped: 1 });
    expect([await gallery.image(cursed), gallery.images.original(cursed)]).toEqual([undefined, undefined]);
    expect(gallery.log.entries.at(-1)).toMatchObject({ level: 'error', event: 'upload_given_up', fields: cursed });
  });

  test('that first runs after weeks of missed nights is processed, and waits if Storage is down', async () => {
    let down = true;
    const gallery = await start({
      wrap: ({ products, images }) => ({
        products,
        images: {
          ...images,
          writeVariant: (key, variant) =>
            down ? Promise.reject(new Unavailable('media')) : images.writeVariant(key, variant),
        },
      }),
    });
    const key = await gallery.upload('mug', original);
    gallery.clock.advance(100 * DAY);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, failed: 1 });

    down = false;
    expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1 });
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  });

  test('that is completed in the same moment stays', async () => {
    let meanwhile = async (): Promise<void> => {};
    const gallery: Gallery = await startRacing(() => meanwhile());
    const key = await gallery.upload('mug', original);
    gallery.clock.advance(DAY + 1);
    meanwhile = () => gallery.process({ ...key, original });

    expect(await gallery.cleanUp()).toEqual(nothing);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  });

  test.each([
    ['', (gallery: Gallery, key: ImageKey) => gallery.remove(key)],
    [' with its product', (gallery: Gallery) => gallery.removeProduct('mug')],
  ])('that is deleted%s in the same moment is not a failure', async (_, remove) => {
    let meanwhile = async (): Promise<unknown> => undefined;
    const gallery: Gallery = await startRacing(() => meanwhile());
    const { imageId } = await gallery.add('mug');
    gallery.clock.advance(DAY + 1);
    meanwhile = () => remove(gallery, { productId: 'mug', imageId });

    expect(await gallery.cleanUp()).toEqual(nothing);
  });

  test('is removed although somebody writes the product in the same moment; that change stays', async () => {
    let meanwhile = async (): Promise<unknown> => undefined;
    const gallery: Gallery = await start({
      wrap: ({ products, images }) => ({
        images,
        products: {
          ...products,
          replace: async (product, etag) => {
            const first = meanwhile;
            meanwhile = async () => undefined;
            await first();
            return products.replace(product, etag);
          },
        },
      }),
    });
    const { imageId } = await gallery.add('mug');
    gallery.clock.advance(DAY + 1);
    meanwhile = () => gallery.product('mug', 'Cup');

    expect(await gallery.cleanUp()).toEqual({ ...nothing, dropped: 1 });
    expect(await gallery.image({ productId: 'mug', imageId })).toBeUndefined();
    expect((await gallery.products.get('mug'))?.value.name).toBe('Cup');
  });

  test('is not removed if it is ready, recent or gone by now, although the list names it', async () => {
    const listed: ImageKey[] = [];
    const gallery: Gallery = await start({
      wrap: ({ products, images }) => ({
        images,
        products: {
          ...products,
          async *listAwaiting() {
            yield* listed;
          },
        },
      }),
    });
    const { imageId } = await ready(gallery);
    gallery.clock.advance(DAY + 1);
    const young = await gallery.upload('mug', original);
    listed.push({ productId: 'mug', imageId }, young, { ...young, imageId: 'gone' }, { ...young, productId: 'gone' });

    expect(await gallery.cleanUp()).toEqual(nothing);
    expect(await gallery.image(young)).toMatchObject({ status: 'awaiting_upload' });
  });
});

describe('of the images that a product may have, 20 are abandoned and 20 others added; the lost uploads', () => {
  const full = async (): Promise<{ gallery: Gallery; late: readonly ImageKey[] }> => {
    const gallery = await start();
    const late: ImageKey[] = [];
    for (let n = 0; n < 20; n++) late.push(await gallery.upload('mug', original));
    gallery.clock.advance(DAY + 1);
    for (let n = 0; n < 19; n++) await gallery.add('mug');
    return { gallery, late };
  };
  const statuses = (gallery: Gallery) =>
    gallery.products.stored().flatMap(({ images }) => images.map(({ status }) => status));

  test('are processed by the clean-up as far as there is room, and the rest is dropped', async () => {
    const { gallery } = await full();

    expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1, dropped: 19 });
    expect(statuses(gallery).toSorted()).toEqual([...Array(19).fill('awaiting_upload'), 'ready']);
    expect(gallery.images.names()).toHaveLength(7);
    expect(gallery.log.entries.filter(({ event }) => event === 'upload_one_too_many')).toHaveLength(19);
  });

  test('leave nothing behind even if their events arrive late', async () => {
    const { gallery, late } = await full();
    for (const key of late) await gallery.process({ ...key, original });

    expect(statuses(gallery).toSorted()).toEqual([...Array(19).fill('awaiting_upload'), 'ready']);
    expect(gallery.images.names()).toHaveLength(7);
    expect(gallery.log.entries.at(-1)).toMatchObject({
      level: 'warn',
      event: 'upload_processed',
      fields: { status: 'one_too_many' },
    });
  });
});

describe('an original', () => {
  test('of a rejected image goes after a week; the reason stays', async () => {
    const gallery = await start();
    const key = await rejected(gallery);
    gallery.clock.advance(7 * DAY);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 0 });
    expect(gallery.images.original(key)).toBeDefined();

    gallery.clock.advance(1);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 1 });
    expect(gallery.images.names()).toEqual([]);
    expect(await gallery.image(key)).toMatchObject({ status: 'rejected', reason: 'corrupt' });
  });

  test('of an image that is ready stays for good', async () => {
    const gallery = await start();
    const key = await ready(gallery);
    gallery.clock.advance(1000 * DAY);

    expect(await gallery.cleanUp()).toEqual(nothing);
    expect(gallery.images.original(key)).toBeDefined();
  });

  test('of a rejected image that becomes ready while it is looked at stays', async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    const gallery: Gallery = await start({
      wrap: ({ products, images }) => ({
        images,
        products: {
          ...products,
          get: async (id) => {
            const read = await products.get(id);
            const first = meanwhile;
            meanwhile = undefined;
            await first?.();
            return read;
          },
        },
      }),
    });
    const key = await rejected(gallery);
    gallery.clock.advance(8 * DAY);
    meanwhile = () => gallery.process({ ...key, original });

    expect(await gallery.cleanUp()).toEqual(nothing);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(gallery.images.original(key)).toBeDefined();
  });

  test('that no image refers to goes after a day', async () => {
    const gallery = await start();
    const { imageId, url } = await gallery.add('mug');
    await gallery.remove({ productId: 'mug', imageId });

    expect(gallery.images.put(url, original)).toBe(201);

    gallery.images.place(`uploads/none/${imageId}`, original);
    gallery.clock.advance(DAY);
    expect(await gallery.cleanUp()).toEqual(nothing);

    gallery.clock.advance(1);
    expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 2 });
    expect(gallery.images.names()).toEqual([]);
  });
});

describe('a variant', () => {
  test('that no product refers to goes after an hour, and no living one does', async () => {
    const gallery = await start();
    const living = await ready(gallery);
    const key = await orphaned(gallery);
    gallery.clock.advance(HOUR);

    expect(await gallery.cleanUp()).toEqual(nothing);

    gallery.clock.advance(1);
    expect(await gallery.cleanUp()).toEqual({ ...nothing, variantsRemoved: 6 });
    expect([variantNames(gallery.images, key), variantNames(gallery.images, living).length]).toEqual([[], 6]);
  });

  test('of an image that has become smaller goes if the product names only others', async () => {
    const gallery = await start();
    const key = await ready(gallery);
    const stored = await gallery.products.get('mug');
    if (!stored) throw new Error('none');
    const images = stored.value.images.map((image) =>
      image.status === 'ready'
        ? { ...image, variants: image.variants.filter(({ name, format }) => name === 400 && format === 'webp') }
        : image,
    );
    await gallery.products.replace({ ...stored.value, images }, stored.etag);
    gallery.clock.advance(HOUR + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, variantsRemoved: 5 });
    expect(variantNames(gallery.images, key)).toEqual([`images/${key.productId}/${key.imageId}/400.webp`]);
  });

  test('that was written before its image was found bad goes, too', async () => {
    const gallery = await start();
    const key = await rejected(gallery);
    expect(variantNames(gallery.images, key)).toHaveLength(2);

    gallery.clock.advance(HOUR + 1);
    expect(await gallery.cleanUp()).toEqual({ ...nothing, variantsRemoved: 2 });
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
      const gallery: Gallery = await start({
        wrap,
        renderImage: async (bytes, write) => {
          const outcome = await fakeRenderImage(bytes, write);
          if (crash) throw new Error('crash');
          return outcome;
        },
      });
      const key = await gallery.upload('mug', original);
      await gallery.process({ ...key, original }).catch(() => {});
      expect(variantNames(gallery.images, key)).toHaveLength(6);
      crash = false;
      gallery.clock.advance(2 * HOUR);
      [reads, at] = [0, nth];
      meanwhile = async () => {
        at = 0;
        await gallery.process({ ...key, original });
      };
      expect(await gallery.cleanUp()).toMatchObject({ variantsRemoved: 0, failed: 0 });
      expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
      expect(variantNames(gallery.images, key)).toHaveLength(6);
    }
  });
});

const firstImage = (gallery: Gallery): string =>
  gallery.products.stored().flatMap(({ images }) => images.map(({ id }) => id))[0] ?? '';

describe('where the products are not there', () => {
  const forget = async (gallery: Gallery): Promise<void> => {
    for (const { id } of gallery.products.stored()) {
      const stored = await gallery.products.get(id);
      if (stored) await gallery.products.remove(id, stored.etag);
    }
  };
  /** `count` originals, each of a product that does not exist. */
  const strangers = (gallery: Gallery, count: number): void => {
    for (let n = 0; n < count; n++) gallery.images.place(`uploads/p${n}/${'0'.repeat(26)}`, original);
  };
  const originals = (gallery: Gallery): number =>
    gallery.images.names().filter((name) => name.startsWith('uploads/')).length;
  /** What the alert `clean-up-brake` looks for. */
  const alarms = (gallery: Gallery) => gallery.log.entries.filter(({ level }) => level === 'error');

  test('because their container is empty, no blob is removed, and the error says what to check', async () => {
    const gallery = await start();
    await ready(gallery);
    const blobs = gallery.images.names();
    await forget(gallery);
    gallery.clock.advance(30 * DAY);

    await expect(gallery.cleanUp()).rejects.toThrow(
      /1 blobs and no product at all.*COSMOS_DATABASE.*restore.*docs\/operations/,
    );
    expect(gallery.images.names()).toEqual(blobs);

    const reason = 'There are 1 blobs and no product at all';
    expect(alarms(gallery)).toEqual([
      {
        level: 'error',
        event: 'clean_up_braked',
        fields: expect.objectContaining({ originalsRemoved: 0, seen: 1, withoutProduct: 1, reason }),
      },
    ]);
  });

  test('because most of them are missing, few blobs are removed before it is noticed', async () => {
    const gallery = await start();
    await ready(gallery);
    strangers(gallery, 600);
    gallery.clock.advance(30 * DAY);

    await expect(gallery.cleanUp()).rejects.toThrow(/50\d of the 50\d blobs seen belong to no product/);
    expect(originals(gallery)).toBeGreaterThanOrEqual(100);
    expect(variantNames(gallery.images, { productId: 'mug', imageId: firstImage(gallery) })).toHaveLength(6);
  });

  test('a page is not touched before all of it was looked at', async () => {
    const gallery = await start({ pageSize: 1000 });
    await ready(gallery);
    strangers(gallery, 600);
    gallery.clock.advance(30 * DAY);

    await expect(gallery.cleanUp()).rejects.toThrow('600 of the 601 blobs seen belong to no product');
    expect(originals(gallery)).toBe(601);
    expect(alarms(gallery)).toMatchObject([
      { event: 'clean_up_braked', fields: { seen: 601, withoutProduct: 600, originalsRemoved: 0 } },
    ]);
  });

  test('and neither they nor blobs ever existed, there is nothing to do', async () => {
    expect(await openGallery().cleanUp()).toEqual(nothing);
  });

  test('whether there is any product is asked once per sweep, however many pages have blobs without one', async () => {
    const gallery = await start();
    strangers(gallery, 20);
    gallery.clock.advance(2 * DAY);
    const ask = jest.spyOn(gallery.products, 'listAvailability');

    expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 20 });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('if they are only a few, or at most a fifth, their blobs are waste', async () => {
    const gallery = await start({ pageSize: 5000 });
    strangers(gallery, 500);
    gallery.clock.advance(30 * DAY);

    expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 500 });

    strangers(gallery, 501);
    const { imageId } = await ready(gallery);
    for (let n = 0; n < 2003; n++) {
      gallery.images.place(`uploads/mug/${imageId.slice(0, 22)}${String(n).padStart(4, '0')}`, original);
    }
    gallery.clock.advance(30 * DAY);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 2504, failed: 0 });
  });
});

test('blobs with other names are not touched, only counted', async () => {
  const gallery = await start();
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

  expect(await gallery.cleanUp()).toEqual({ ...nothing, foreign: names.length });
  expect(gallery.images.names()).toEqual(names.toSorted());
});

/** One of everything, over several pages. */
const mixture = async (gallery: Gallery): Promise<void> => {
  await gallery.product('tea');
  await ready(gallery);
  await rejected(gallery);
  await orphaned(gallery);
  await orphaned(gallery, 'tea');
  await gallery.add('tea');
  await gallery.upload('tea', original);
  gallery.clock.advance(8 * DAY);
  await gallery.upload('mug', original);
  await gallery.add('mug');
  gallery.clock.advance(DAY + 1);
};

test('a second run finds nothing to do, and two at once do the same as one', async () => {
  const [one, two] = [await start(), await start()];
  for (const gallery of [one, two]) await mixture(gallery);
  expect(await one.cleanUp()).toEqual({
    ...nothing,
    processed: 2,
    dropped: 2,
    originalsRemoved: 3,
    variantsRemoved: 14,
  });

  const clean = stateOf(one);
  expect(await one.cleanUp()).toEqual(nothing);
  expect(stateOf(one)).toEqual(clean);

  await Promise.all([two.cleanUp(), two.cleanUp()]);
  expect(stateOf(two)).toEqual(clean);
});

test('after a kill before or after any step, the next run ends where one run would have', async () => {
  const whole = await start();
  await mixture(whole);
  await whole.cleanUp();
  let kills = 0;

  for (let at = 1, isOver = false; !isOver; at++) {
    for (const after of [false, true]) {
      let calls = Number.NEGATIVE_INFINITY;
      const mortal = <P extends object>(port: P): P =>
        new Proxy(port, {
          get: (target, name, receiver) => {
            const method: unknown = Reflect.get(target, name, receiver);
            if (typeof method !== 'function' || String(name).startsWith('list')) return method;
            return async (...args: unknown[]) => {
              calls += 1;
              const result: unknown =
                calls < at || (after && calls === at) ? await Reflect.apply(method, target, args) : 0;
              if (calls < at) return result;
              throw new Unavailable('dead');
            };
          },
        });
      const gallery = await start({
        wrap: ({ products, images }) => ({ products: mortal(products), images: mortal(images) }),
      });
      await mixture(gallery);
      calls = 0;
      await gallery.cleanUp();
      isOver = calls < at;
      calls = Number.NEGATIVE_INFINITY;
      if (!isOver) kills += 1;
      await gallery.cleanUp();
      expect(stateOf(gallery)).toEqual(stateOf(whole));
    }
  }
  expect(kills).toBeGreaterThan(20);
});

test('a product is read once, however many blobs it has on however many pages', async () => {
  const gallery = await start();
  await gallery.product('tea');
  for (let n = 0; n < 5; n++) await ready(gallery);
  await ready(gallery, 'tea');
  gallery.clock.advance(DAY);
  const get = jest.spyOn(gallery.products, 'get');
  await gallery.cleanUp();

  // Once for the originals, once for the variants.
  expect(get.mock.calls.flat().toSorted()).toEqual(['mug', 'mug', 'tea', 'tea']);
});

test('a product that cannot be read is read again on the next page', async () => {
  let fails = 0;
  const gallery = await start({
    wrap: ({ products, images }) => ({
      images,
      products: {
        ...products,
        get: (id) => (fails-- > 0 ? Promise.reject(new Unavailable('cosmos')) : products.get(id)),
      },
    }),
  });
  for (let n = 0; n < 6; n++) gallery.images.place(`uploads/mug/${String(n).padStart(26, '0')}`, original);
  gallery.clock.advance(2 * DAY);
  fails = 1;

  // Four on the first page, which waits for the next night, and two on the second.
  expect(await gallery.cleanUp()).toEqual({ ...nothing, failed: 1, originalsRemoved: 2 });
  expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 4 });
});

test('a product that cannot be read holds up no other; a service that is down ends the run', async () => {
  const broken = new Set(['tea']);
  const gallery = await start({
    wrap: ({ products, images }) => ({
      images,
      products: {
        ...products,
        get: (id) => (broken.has(id) ? Promise.reject(new Unavailable('cosmos')) : products.get(id)),
      },
    }),
  });
  broken.clear();
  await gallery.product('tea');
  const [one, other] = [await orphaned(gallery, 'tea'), await orphaned(gallery)];
  gallery.clock.advance(2 * DAY);
  broken.add('tea');

  expect(await gallery.cleanUp()).toEqual({
    ...nothing,
    originalsRemoved: 1,
    variantsRemoved: 6,
    failed: expect.any(Number),
  });
  expect([variantNames(gallery.images, one).length, variantNames(gallery.images, other).length]).toEqual([6, 0]);
  expect(gallery.log.entries).toContainEqual({
    level: 'warn',
    event: 'clean_up_failed',
    fields: { productId: 'tea', reason: 'Unavailable: cosmos is not available.' },
  });

  for (let n = 0; n < 60; n++) {
    gallery.images.place(`uploads/p${n}/${'0'.repeat(26)}`, original);
    broken.add(`p${n}`);
  }
  await expect(gallery.cleanUp()).rejects.toMatchObject({ name: 'Unavailable' });
});

describe('images that fail every night', () => {
  /** Bad originals fail with an error that no service causes. */
  const withUploads = async (texts: readonly string[]): Promise<Gallery> => {
    const gallery: Gallery = await start({
      renderImage: (bytes, write) => {
        const isBad = Buffer.from(bytes).toString() === 'good bad';
        return isBad ? Promise.reject(new Error('out of memory')) : fakeRenderImage(bytes, write);
      },
    });
    for (const [n, text] of texts.entries()) {
      const id = `p${Math.floor(n / 20)}`;
      if (n % 20 === 0) await gallery.product(id);
      await gallery.upload(id, goodOriginal(text));
    }
    await orphaned(gallery);
    gallery.clock.advance(2 * DAY);
    return gallery;
  };

  test('do not end the run, however many there are, if others come between them', async () => {
    const gallery = await withUploads(Array.from({ length: 120 }, (_, n) => (n % 40 === 39 ? 'fine' : 'bad')));
    expect(await gallery.cleanUp()).toEqual({
      ...nothing,
      processed: 3,
      failed: 117,
      originalsRemoved: 1,
      variantsRemoved: 6,
    });
  });

  test('end their step at the fiftieth in a row; the sweeps still run, and the run fails', async () => {
    const gallery = await withUploads(Array.from({ length: 60 }, () => 'bad'));
    const reason = '50 failures in a row. The last one: Error: out of memory';
    const cause = expect.objectContaining({ message: 'out of memory' });

    await expect(gallery.cleanUp()).rejects.toMatchObject({ name: 'TooManyFailures', message: reason, cause });
    expect(gallery.log.entries.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        event: 'clean_up_broken_off',
        fields: { processed: 0, dropped: 0, originalsRemoved: 0, variantsRemoved: 0, foreign: 0, failed: 50, reason },
      },
    ]);
    expect(gallery.log.entries.filter(({ event }) => event === 'clean_up_failed')).toHaveLength(50);
    expect(gallery.images.names()).toHaveLength(60);
  });

  test('and a service that does not answer ends the run, at the fiftieth time in one step', async () => {
    let down = false;
    const gallery: Gallery = await start({
      wrap: ({ products, images }) => ({
        products,
        images: {
          ...images,
          removeOriginal: (blob) => (down ? Promise.reject(new Unavailable('media')) : images.removeOriginal(blob)),
        },
      }),
    });
    for (let n = 0; n < 49; n++) gallery.images.place(`uploads/p${n}/${'0'.repeat(26)}`, original);
    await orphaned(gallery);
    gallery.clock.advance(2 * DAY);
    down = true;

    await expect(gallery.cleanUp()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(gallery.images.names()).toHaveLength(56);
  });
});

test('uploads that take long to fail leave time for the sweeps', async () => {
  const gallery: Gallery = await start({
    renderImage: async () => {
      gallery.clock.advance(11 * 60_000);
      throw new Error('timeout: 1% complete');
    },
  });
  gallery.images.place(`uploads/none/${'0'.repeat(26)}`, original);
  for (let n = 0; n < 3; n++) await gallery.upload('mug', original);
  gallery.clock.advance(DAY + 1);

  expect(await gallery.cleanUp()).toEqual({ ...nothing, failed: 1, originalsRemoved: 1, complete: false });
});

test('a run whose time is up leaves the rest to the next', async () => {
  const gallery: Gallery = await start({
    renderImage: async (bytes, write) => {
      gallery.clock.advance(21 * 60_000);
      return fakeRenderImage(bytes, write);
    },
  });
  const keys = [await gallery.upload('mug', original), await gallery.upload('mug', original)];
  gallery.clock.advance(DAY + 1);

  expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual(nothing);
  for (const key of keys) expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
});

test('a run whose time is up while it finishes uploads starts no sweep', async () => {
  const gallery: Gallery = await start({
    renderImage: async (bytes, write) => {
      gallery.clock.advance(21 * 60_000);
      return fakeRenderImage(bytes, write);
    },
  });
  gallery.images.place(`uploads/none/${'0'.repeat(26)}`, original);
  await gallery.upload('mug', original);
  gallery.clock.advance(2 * DAY);

  expect(await gallery.cleanUp()).toEqual({ ...nothing, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 1 });
});

test('a sweep whose time is up ends after its page', async () => {
  const gallery: Gallery = await start({
    pageSize: 1,
    wrap: ({ products, images }) => ({
      products,
      images: {
        ...images,
        removeOriginal: (blob) => {
          gallery.clock.advance(21 * 60_000);
          return images.removeOriginal(blob);
        },
      },
    }),
  });
  for (const n of [1, 2]) gallery.images.place(`uploads/none/${String(n).repeat(26)}`, original);
  gallery.clock.advance(2 * DAY);

  expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothing, originalsRemoved: 1, resumed: true, complete: false });
});

test('a long sweep logs its progress every ten thousand blobs', async () => {
  const gallery = await start({
    wrap: ({ products, images }) => ({
      products,
      images: {
        ...images,
        async *listOriginals() {
          for (const foreign of [9_999, 1, 9_999, 1]) yield { blobs: [], foreign };
        },
      },
    }),
  });
  expect(await gallery.cleanUp()).toEqual({ ...nothing, foreign: 20_000 });

  const told = gallery.log.entries.filter(({ event }) => event === 'clean_up_progress').map(({ fields }) => fields);
  expect(told).toEqual([
    { seen: 10_000, originalsRemoved: 0 },
    { seen: 20_000, originalsRemoved: 0 },
  ]);
});
