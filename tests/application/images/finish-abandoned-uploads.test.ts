import type { ImageKey } from '../../../src/application/ports/images.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { badOriginal, fakeRenderImage, goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toImageId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { addReadyImage, original } from './add-images.ts';
import { nothingCleanedUp } from './nothing-cleaned-up.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Runs `meanwhile` while the clean-up looks for an original that does not exist. */
const startRacing = (meanwhile: () => Promise<unknown>): Promise<Gallery> =>
  openGalleryWithMug({
    wrap: replacing('images', () => ({
      originalSize: async () => {
        await meanwhile();
        return undefined;
      },
    })),
  });

describe('an upload that was never completed', () => {
  test('is removed from its product after a day, and nothing else is', async () => {
    const gallery = await openGalleryWithMug();
    const key = await addReadyImage(gallery);
    const { imageId } = await gallery.add(toProductId('mug'));
    gallery.clock.advance(DAY);

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);

    gallery.clock.advance(1);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, dropped: 1 });
    expect(await gallery.image({ productId: toProductId('mug'), imageId })).toBeUndefined();
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
    expect(variantNames(gallery.images, key)).toHaveLength(6);
  });

  test('is processed if its original has arrived after all', async () => {
    const gallery = await openGalleryWithMug();
    const bad = badOriginal('too_many_pixels');
    const keys = [
      await gallery.upload(toProductId('mug'), original),
      await gallery.upload(toProductId('mug'), bad),
    ] as const;
    gallery.clock.advance(DAY + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 2 });
    expect(await gallery.image(keys[0])).toMatchObject({ status: 'ready' });
    expect(await gallery.image(keys[1])).toMatchObject({ status: 'rejected', reason: 'too_many_pixels' });
    expect(variantNames(gallery.images, keys[0])).toHaveLength(6);
  });

  test('that cannot be processed is tried every night for a week, and holds up no other', async () => {
    const gallery = await openGalleryWithMug({
      renderImage: (bytes, write) =>
        Buffer.from(bytes).toString() === 'good cursed'
          ? Promise.reject(new Error('out of memory'))
          : fakeRenderImage(bytes, write),
    });
    const cursed = await gallery.upload(toProductId('mug'), goodOriginal('cursed'));
    const other = await gallery.upload(toProductId('mug'), original);
    gallery.clock.advance(DAY + 1);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1, failed: 1 });
    expect(await gallery.image(other)).toMatchObject({ status: 'ready' });
    expect(gallery.log.entries).toContainEqual({
      level: 'warn',
      event: 'clean_up_failed',
      fields: { ...cursed, reason: 'Error: out of memory' },
    });

    gallery.clock.advance(6 * DAY - 1);
    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, failed: 1 });

    gallery.clock.advance(1);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, dropped: 1 });
    expect([await gallery.image(cursed), gallery.images.original(cursed)]).toEqual([undefined, undefined]);
    expect(gallery.log.entries.at(-1)).toMatchObject({ level: 'error', event: 'upload_given_up', fields: cursed });
  });

  test('that first runs after weeks of missed nights is processed, and waits if Storage is down', async () => {
    let down = true;
    const gallery = await openGalleryWithMug({
      wrap: replacing('images', (real) => ({
        writeVariant: (key, variant) =>
          down ? Promise.reject(new Unavailable('media')) : real.writeVariant(key, variant),
      })),
    });
    const key = await gallery.upload(toProductId('mug'), original);
    gallery.clock.advance(100 * DAY);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, failed: 1 });

    down = false;
    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1 });
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  });

  test('that is completed in the same moment stays', async () => {
    let meanwhile = async (): Promise<void> => {};
    const gallery: Gallery = await startRacing(() => meanwhile());
    const key = await gallery.upload(toProductId('mug'), original);
    gallery.clock.advance(DAY + 1);
    meanwhile = () => gallery.process(key);

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
    expect(await gallery.image(key)).toMatchObject({ status: 'ready' });
  });

  test.each([
    ['', (gallery: Gallery, key: ImageKey) => gallery.remove(key)],
    [' with its product', (gallery: Gallery) => gallery.removeProduct(toProductId('mug'))],
  ])('that is deleted%s in the same moment is not a failure', async (_, remove) => {
    let meanwhile = async (): Promise<unknown> => undefined;
    const gallery: Gallery = await startRacing(() => meanwhile());
    const { imageId } = await gallery.add(toProductId('mug'));
    gallery.clock.advance(DAY + 1);
    meanwhile = () => remove(gallery, { productId: toProductId('mug'), imageId });

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
  });

  test('is removed although somebody writes the product in the same moment; that change stays', async () => {
    let meanwhile = async (): Promise<unknown> => undefined;
    const gallery: Gallery = await openGalleryWithMug({
      wrap: replacing('products', (real) => ({
        replace: async (product, etag) => {
          const first = meanwhile;
          meanwhile = async () => undefined;
          await first();
          return real.replace(product, etag);
        },
      })),
    });
    const { imageId } = await gallery.add(toProductId('mug'));
    gallery.clock.advance(DAY + 1);
    meanwhile = () => gallery.product(toProductId('mug'), 'Cup');

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, dropped: 1 });
    expect(await gallery.image({ productId: toProductId('mug'), imageId })).toBeUndefined();
    expect((await gallery.products.get(toProductId('mug')))?.value.name).toBe('Cup');
  });

  test('is not removed if it is ready, recent or gone by now, although the list names it', async () => {
    const listed: ImageKey[] = [];
    const gallery: Gallery = await openGalleryWithMug({
      wrap: replacing('products', () => ({
        async *listAwaiting() {
          yield* listed;
        },
      })),
    });
    const { imageId } = await addReadyImage(gallery);
    gallery.clock.advance(DAY + 1);
    const young = await gallery.upload(toProductId('mug'), original);
    listed.push(
      { productId: toProductId('mug'), imageId },
      young,
      { ...young, imageId: toImageId('gone') },
      { ...young, productId: toProductId('gone') },
    );

    expect(await gallery.cleanUp()).toEqual(nothingCleanedUp);
    expect(await gallery.image(young)).toMatchObject({ status: 'awaiting_upload' });
  });
});

describe('of the images that a product may have, 20 are abandoned and 20 others added; the lost uploads', () => {
  const full = async (): Promise<{ gallery: Gallery; late: readonly ImageKey[] }> => {
    const gallery = await openGalleryWithMug();
    const late: ImageKey[] = [];
    for (let n = 0; n < 20; n++) late.push(await gallery.upload(toProductId('mug'), original));
    gallery.clock.advance(DAY + 1);
    for (let n = 0; n < 19; n++) await gallery.add(toProductId('mug'));
    return { gallery, late };
  };
  const statuses = (gallery: Gallery) =>
    gallery.products.stored().flatMap(({ images }) => images.map(({ status }) => status));

  test('are processed by the clean-up as far as there is room, and the rest is dropped', async () => {
    const { gallery } = await full();

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, processed: 1, dropped: 19 });
    expect(statuses(gallery).toSorted()).toEqual([...Array(19).fill('awaiting_upload'), 'ready']);
    expect(gallery.images.names()).toHaveLength(7);
    expect(gallery.log.entries.filter(({ event }) => event === 'upload_one_too_many')).toHaveLength(19);
  });

  test('leave nothing behind even if their events arrive late', async () => {
    const { gallery, late } = await full();
    for (const key of late) await gallery.process(key);

    expect(statuses(gallery).toSorted()).toEqual([...Array(19).fill('awaiting_upload'), 'ready']);
    expect(gallery.images.names()).toHaveLength(7);
    expect(gallery.log.entries.at(-1)).toMatchObject({
      level: 'warn',
      event: 'upload_processed',
      fields: { status: 'one_too_many' },
    });
  });
});
