import { Unavailable } from '../../domain/errors.ts';
import { imageAge, isAbandoned } from '../../domain/image.ts';
import { hasLostItsPlace, imageOf, withoutImage } from '../../domain/product.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { ImageKey } from '../ports/images.ts';
import { type ProcessUploadDeps, processUpload } from './process-upload.ts';
import { removeBlobs } from './remove-blobs.ts';

/** What still fails after a week of nights, by no service that is down, will not come right. */
const HOPELESS_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Ends an upload that was never completed: where its original is there after all, because its event was lost or it came late, it is
 * processed as the trigger would, for a week of nights, unless others have taken its place; else its image is taken off the product. 'kept': it needs neither, or no more.
 */
export const finishUpload = (deps: ProcessUploadDeps) => {
  const { products, images, clock, log } = deps;
  const process = processUpload(deps);
  const remove = removeBlobs(deps);

  const drop = (key: ImageKey): Promise<{ dropped: boolean }> =>
    compareAndSet(async () => {
      const stored = await products.get(key.productId);
      const image = imageOf(stored?.value, key.imageId);
      // Somebody may have completed or deleted it meanwhile.
      if (!stored || !image || !isAbandoned(image, clock())) return { dropped: false };
      const without = withoutImage(stored.value, key.imageId, clock().toISOString());
      return (await products.replace(without, stored.etag)) === 'stale' ? 'stale' : { dropped: true };
    });

  /** False where it cannot be processed, and never will. */
  const processed = async (key: ImageKey, original: Uint8Array, age: number): Promise<boolean> => {
    try {
      await process({ ...key, original });
      return true;
    } catch (error) {
      if (age <= HOPELESS_AFTER_MS || error instanceof Unavailable) throw error;
      log.error('upload_given_up', { ...key, reason: String(error) });
      return false;
    }
  };

  return async (key: ImageKey): Promise<'processed' | 'dropped' | 'kept'> => {
    const product = (await products.get(key.productId))?.value;
    const image = imageOf(product, key.imageId);
    if (!product || !image || !isAbandoned(image, clock())) return 'kept';
    const original = await images.readOriginal(key);
    if (original) {
      if (hasLostItsPlace(product, image, clock().toISOString())) log.warn('upload_one_too_many', key);
      else if (await processed(key, original, imageAge(image, clock()))) return 'processed';
    }
    if (!(await drop(key)).dropped) return 'kept';
    await remove(key);
    return 'dropped';
  };
};
