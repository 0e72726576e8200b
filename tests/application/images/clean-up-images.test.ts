import { Unavailable } from '../../../src/domain/errors.ts';
import { fakeRenderImage } from '../../support/fake-render-image.ts';
import { type Gallery, openGalleryWithMug } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { addOrphanedImage, addReadyImage, addRejectedImage, original } from './add-images.ts';
import { nothingCleanedUp } from './nothing-cleaned-up.ts';

const DAY = 24 * 60 * 60 * 1000;

const stateOf = (gallery: Gallery) => ({
  images: gallery.products.stored().map(({ id, images }) => [id, images.map((image) => [image.id, image.status])]),
  blobs: gallery.images.names(),
});

/** One of everything, over several pages. */
const addMixture = async (gallery: Gallery): Promise<void> => {
  await gallery.product(toProductId('tea'));
  await addReadyImage(gallery);
  await addRejectedImage(gallery);
  await addOrphanedImage(gallery);
  await addOrphanedImage(gallery, toProductId('tea'));
  await gallery.add(toProductId('tea'));
  await gallery.upload(toProductId('tea'), original);
  gallery.clock.advance(8 * DAY);
  await gallery.upload(toProductId('mug'), original);
  await gallery.add(toProductId('mug'));
  gallery.clock.advance(DAY + 1);
};

test('a second run finds nothing to do, and two at once do the same as one', async () => {
  const [one, two] = [await openGalleryWithMug(), await openGalleryWithMug()];
  for (const gallery of [one, two]) await addMixture(gallery);
  expect(await one.cleanUp()).toEqual({
    ...nothingCleanedUp,
    processed: 2,
    dropped: 2,
    originalsRemoved: 3,
    variantsRemoved: 14,
  });

  const clean = stateOf(one);
  expect(await one.cleanUp()).toEqual(nothingCleanedUp);
  expect(stateOf(one)).toEqual(clean);

  await Promise.all([two.cleanUp(), two.cleanUp()]);
  expect(stateOf(two)).toEqual(clean);
});

test('after a kill before or after any step, the next run ends where one run would have', async () => {
  const whole = await openGalleryWithMug();
  await addMixture(whole);
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
      const gallery = await openGalleryWithMug({
        wrap: ({ products, images }) => ({ products: mortal(products), images: mortal(images) }),
      });
      await addMixture(gallery);
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

test('uploads that take long to fail leave time for the sweeps', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async () => {
      gallery.clock.advance(11 * 60_000);
      throw new Error('timeout: 1% complete');
    },
  });
  gallery.images.place(`uploads/none/${'0'.repeat(26)}`, original);
  for (let n = 0; n < 3; n++) await gallery.upload(toProductId('mug'), original);
  gallery.clock.advance(DAY + 1);

  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, failed: 1, originalsRemoved: 1, complete: false });
});

test('a run whose time is up leaves the rest to the next', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      gallery.clock.advance(21 * 60_000);
      return fakeRenderImage(bytes, write);
    },
  });
  const keys = [await gallery.upload(toProductId('mug'), original), await gallery.upload(toProductId('mug'), original)];
  gallery.clock.advance(DAY + 1);

  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
  for (const key of keys) expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
});

test('a run whose time is up while it finishes uploads starts no sweep', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    renderImage: async (bytes, write) => {
      gallery.clock.advance(21 * 60_000);
      return fakeRenderImage(bytes, write);
    },
  });
  gallery.images.place(`uploads/none/${'0'.repeat(26)}`, original);
  await gallery.upload(toProductId('mug'), original);
  gallery.clock.advance(2 * DAY);

  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 1 });
});

test('a sweep whose time is up ends after its page', async () => {
  const gallery: Gallery = await openGalleryWithMug({
    pageSize: 1,
    wrap: replacing('images', (real) => ({
      removeOriginal: (blob) => {
        gallery.clock.advance(21 * 60_000);
        return real.removeOriginal(blob);
      },
    })),
  });
  for (const n of [1, 2]) gallery.images.place(`uploads/none/${String(n).repeat(26)}`, original);
  gallery.clock.advance(2 * DAY);

  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 1, complete: false });
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 1, resumed: true, complete: false });
});

test('a long sweep logs its progress every ten thousand blobs', async () => {
  const gallery = await openGalleryWithMug({
    wrap: replacing('images', () => ({
      async *listOriginals() {
        for (const foreign of [9_999, 1, 9_999, 1]) yield { blobs: [], foreign };
      },
    })),
  });
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, foreign: 20_000 });

  const told = gallery.log.entries.filter(({ event }) => event === 'clean_up_progress').map(({ fields }) => fields);
  expect(told).toEqual([
    { seen: 10_000, originalsRemoved: 0 },
    { seen: 20_000, originalsRemoved: 0 },
  ]);
});
