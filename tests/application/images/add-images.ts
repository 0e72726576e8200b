import type { ImageKey } from '../../../src/application/ports/images.ts';
import { badOriginal, goodOriginal } from '../../support/fake-render-image.ts';
import type { Gallery } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';

export const original = goodOriginal('photo');

export const addReadyImage = async (gallery: Gallery, productId = toProductId('mug')): Promise<ImageKey> => {
  const key = await gallery.upload(productId, original);
  await gallery.process(key);
  return key;
};

export const addRejectedImage = async (gallery: Gallery): Promise<ImageKey> => {
  const bad = badOriginal('corrupt', 2);
  const key = await gallery.upload(toProductId('mug'), bad);
  await gallery.process(key);
  return key;
};

/** An image that is deleted while Storage is down: its blobs stay. */
export const addOrphanedImage = async (gallery: Gallery, productId = toProductId('mug')): Promise<ImageKey> => {
  const key = await addReadyImage(gallery, productId);
  const stored = await gallery.products.get(productId);
  if (!stored) throw new Error('none');
  const images = stored.value.images.filter(({ id }) => id !== key.imageId);
  await gallery.products.replace({ ...stored.value, images }, stored.etag);
  return key;
};
