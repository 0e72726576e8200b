import { Unavailable } from '../../../src/domain/errors.ts';
import { fakeRenderImage, goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { addOrphanedImage, original } from './add-images.ts';
import { nothingCleanedUp } from './nothing-cleaned-up.ts';

const DAY = 24 * 60 * 60 * 1000;

test('a product that cannot be read is read again on the next page', async () => {
  let fails = 0;
  const gallery = await openGalleryWithMug({
    wrap: replacing('products', (real) => ({
      get: (id) => (fails-- > 0 ? Promise.reject(new Unavailable('cosmos')) : real.get(id)),
    })),
  });
  for (let n = 0; n < 6; n++) gallery.images.place(`uploads/mug/${String(n).padStart(26, '0')}`, original);
  gallery.clock.advance(2 * DAY);
  fails = 1;

  // Four on the first page, which waits for the next night, and two on the second.
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, failed: 1, originalsRemoved: 2 });
  expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 4 });
});

test('a product that cannot be read holds up no other; a service that is down ends the run', async () => {
  const broken = new Set(['tea']);
  const gallery = await openGalleryWithMug({
    wrap: replacing('products', (real) => ({
      get: (id) => (broken.has(id) ? Promise.reject(new Unavailable('cosmos')) : real.get(id)),
    })),
  });
  broken.clear();
  await gallery.product(toProductId('tea'));
  const [one, other] = [await addOrphanedImage(gallery, toProductId('tea')), await addOrphanedImage(gallery)];
  gallery.clock.advance(2 * DAY);
  broken.add('tea');

  expect(await gallery.cleanUp()).toEqual({
    ...nothingCleanedUp,
    originalsRemoved: 1,
    variantsRemoved: 6,
    failed: expect.any(Number),
  });
  expect([variantNames(gallery.images, one).length, variantNames(gallery.images, other).length]).toEqual([6, 0]);
  expect(gallery.log.entries).toContainEqual({
    level: 'warn',
    event: 'clean_up_failed',
    fields: { productId: 'tea', reason: 'Unavailable: cosmos is not available.', service: 'cosmos' },
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
    const gallery: Gallery = await openGalleryWithMug({
      renderImage: (bytes, write) => {
        const isBad = Buffer.from(bytes).toString() === 'good bad';
        return isBad ? Promise.reject(new Error('out of memory')) : fakeRenderImage(bytes, write);
      },
    });
    for (const [n, text] of texts.entries()) {
      const id = toProductId(`p${Math.floor(n / 20)}`);
      if (n % 20 === 0) await gallery.product(id);
      await gallery.upload(id, goodOriginal(text));
    }
    await addOrphanedImage(gallery);
    gallery.clock.advance(2 * DAY);
    return gallery;
  };

  test('do not end the run, however many there are, if others come between them', async () => {
    const gallery = await withUploads(Array.from({ length: 120 }, (_, n) => (n % 40 === 39 ? 'fine' : 'bad')));
    expect(await gallery.cleanUp()).toEqual({
      ...nothingCleanedUp,
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
    const gallery: Gallery = await openGalleryWithMug({
      wrap: replacing('images', (real) => ({
        removeOriginal: (blob) => (down ? Promise.reject(new Unavailable('media')) : real.removeOriginal(blob)),
      })),
    });
    for (let n = 0; n < 49; n++) gallery.images.place(`uploads/p${n}/${'0'.repeat(26)}`, original);
    await addOrphanedImage(gallery);
    gallery.clock.advance(2 * DAY);
    down = true;

    await expect(gallery.cleanUp()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(gallery.images.names()).toHaveLength(56);
  });
});
