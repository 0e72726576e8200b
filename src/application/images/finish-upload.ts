import { describeFailure } from '../../domain/describe-failure.ts';
import { Unavailable } from '../../domain/errors.ts';
import { imageAgeMs, isAbandoned, type ProductImage } from '../../domain/image.ts';
import { findImage, hasLostItsPlace, type Product, withoutImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { ImageKey } from '../ports/images.ts';
import { processUpload } from './process-upload.ts';
import { removeBlobs } from './remove-blobs.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'clock' | 'pause' | 'random' | 'log'>;

/** A failure so long after the image was added is taken as permanent, unless a service is down. */
const GIVE_UP_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Ends an abandoned upload. If its original arrived after all (late, or its event was lost), it is
 * processed as by the trigger ('processed', whether it becomes ready or is rejected). The image is
 * removed from its product ('dropped') if there is no original, if other images have taken its
 * place, or if processing fails a week after it was added. Until then a failure rejects, so that
 * the next night tries again. 'not_abandoned': the image was completed or deleted meanwhile.
 */
export const finishUpload = (deps: Deps) => {
  const { products, images, clock, log } = deps;
  const processOriginal = processUpload(deps);
  const remove = removeBlobs(deps);

  const dropIfAbandoned = (key: ImageKey): Promise<boolean> =>
    compareAndSet(deps, async () => {
      // A stale read may still show an image as abandoned although it was completed or deleted.
      // Then the write is 'stale', and we read again.
      const stored = await products.get(key.productId);
      const image = findImage(stored?.value, key.imageId);
      if (!stored || !image || !isAbandoned(image, clock())) return false;
      const next = withoutImage(stored.value, key.imageId, clock().toISOString());
      return (await products.replace(next, stored.etag)) === 'stale' ? 'stale' : true;
    });

  /** 'to_be_dropped': the failure is taken as permanent. */
  const tryProcessing = async (key: ImageKey, ageMs: number): Promise<'processed' | 'to_be_dropped'> => {
    try {
      await processOriginal(key);
      return 'processed';
    } catch (error) {
      if (ageMs <= GIVE_UP_AFTER_MS || error instanceof Unavailable) throw error;
      log.error('upload_given_up', { ...key, ...describeFailure(error) });
      return 'to_be_dropped';
    }
  };

  const processIfPossible = async (product: Product, image: ProductImage): Promise<'processed' | 'to_be_dropped'> => {
    const key = { productId: product.id, imageId: image.id };
    if ((await images.originalSize(key)) === undefined) return 'to_be_dropped';
    if (hasLostItsPlace(product, image, clock().toISOString())) {
      log.warn('upload_one_too_many', key);
      return 'to_be_dropped';
    }
    return tryProcessing(key, imageAgeMs(image, clock()));
  };

  return async (key: ImageKey): Promise<'processed' | 'dropped' | 'not_abandoned'> => {
    // Must not be stale, since `hasLostItsPlace` decides only on this read. A stale product may
    // still list deleted images and look full, and a good upload would be dropped.
    const product = (await products.getLatest(key.productId))?.value;
    const image = findImage(product, key.imageId);
    if (!product || !image || !isAbandoned(image, clock())) return 'not_abandoned';
    if ((await processIfPossible(product, image)) === 'processed') return 'processed';
    if (!(await dropIfAbandoned(key))) return 'not_abandoned';
    await remove(key);
    return 'dropped';
  };
};
