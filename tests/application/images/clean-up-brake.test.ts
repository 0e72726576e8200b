import type { ImageId } from '../../../src/domain/image.ts';
import { type Gallery, openGallery, openGalleryWithMug, variantNames } from '../../support/gallery.ts';
import { toImageId, toProductId } from '../../support/ids.ts';
import { addReadyImage, original } from './add-images.ts';
import { nothingCleanedUp } from './nothing-cleaned-up.ts';

const DAY = 24 * 60 * 60 * 1000;

const firstImage = (gallery: Gallery): ImageId =>
  toImageId(gallery.products.stored().flatMap(({ images }) => images.map(({ id }) => id))[0] ?? '');

describe('if the products are not there', () => {
  const removeProducts = async (gallery: Gallery): Promise<void> => {
    for (const { id } of gallery.products.stored()) gallery.products.lose(id);
  };
  /** `count` originals, each of a product that does not exist. */
  const placeStrangers = (gallery: Gallery, count: number): void => {
    for (let n = 0; n < count; n++) gallery.images.place(`uploads/p${n}/${'0'.repeat(26)}`, original);
  };
  const countOriginals = (gallery: Gallery): number =>
    gallery.images.names().filter((name) => name.startsWith('uploads/')).length;
  /** What the alert `clean-up-brake` looks for. */
  const alarms = (gallery: Gallery) => gallery.log.entries.filter(({ level }) => level === 'error');

  test('because their container is empty, no blob is removed, and the error says what to check', async () => {
    const gallery = await openGalleryWithMug();
    await addReadyImage(gallery);
    const blobs = gallery.images.names();
    await removeProducts(gallery);
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
    const gallery = await openGalleryWithMug();
    await addReadyImage(gallery);
    placeStrangers(gallery, 600);
    gallery.clock.advance(30 * DAY);

    await expect(gallery.cleanUp()).rejects.toThrow(/50\d of the 50\d blobs seen belong to no product/);
    expect(countOriginals(gallery)).toBeGreaterThanOrEqual(100);
    expect(variantNames(gallery.images, { productId: toProductId('mug'), imageId: firstImage(gallery) })).toHaveLength(
      6,
    );
  });

  test('a page is not touched before all of it was looked at', async () => {
    const gallery = await openGalleryWithMug({ pageSize: 1000 });
    await addReadyImage(gallery);
    placeStrangers(gallery, 600);
    gallery.clock.advance(30 * DAY);

    await expect(gallery.cleanUp()).rejects.toThrow('600 of the 601 blobs seen belong to no product');
    expect(countOriginals(gallery)).toBe(601);
    expect(alarms(gallery)).toMatchObject([
      { event: 'clean_up_braked', fields: { seen: 601, withoutProduct: 600, originalsRemoved: 0 } },
    ]);
  });

  test('and neither they nor blobs ever existed, there is nothing to do', async () => {
    expect(await openGallery().cleanUp()).toEqual(nothingCleanedUp);
  });

  test('whether there is any product is asked once per sweep, however many pages have blobs without one', async () => {
    const gallery = await openGalleryWithMug();
    placeStrangers(gallery, 20);
    gallery.clock.advance(2 * DAY);
    const ask = jest.spyOn(gallery.products, 'listAvailability');

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 20 });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('if they are only a few, or at most a fifth, their blobs are waste', async () => {
    const gallery = await openGalleryWithMug({ pageSize: 5000 });
    placeStrangers(gallery, 500);
    gallery.clock.advance(30 * DAY);

    expect(await gallery.cleanUp()).toEqual({ ...nothingCleanedUp, originalsRemoved: 500 });

    placeStrangers(gallery, 501);
    const { imageId } = await addReadyImage(gallery);
    for (let n = 0; n < 2003; n++) {
      gallery.images.place(`uploads/mug/${imageId.slice(0, 22)}${String(n).padStart(4, '0')}`, original);
    }
    gallery.clock.advance(30 * DAY);

    expect(await gallery.cleanUp()).toMatchObject({ originalsRemoved: 2504, failed: 0 });
  });
});
