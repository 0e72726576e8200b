import { DomainError } from '../../domain/errors.ts';
import { imageEtag } from '../../domain/image.ts';
import { findImage, withoutImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { ImageKey } from '../ports/images.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';
import { removeBlobs } from './remove-blobs.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'clock' | 'pause' | 'random' | 'log'>;
export type DeleteImageCommand = ImageKey & { precondition: Precondition };

/**
 * Removes the image, then its blobs. If there is no such image and If-Match is given, throws
 * `precondition_failed`. Without If-Match, removes blobs that a failure may have left behind, and
 * throws `not_found`.
 */
export const deleteImage = (deps: Deps) => {
  const remove = removeBlobs(deps);

  return async ({ productId, imageId, precondition }: DeleteImageCommand): Promise<void> => {
    try {
      await compareAndSet(deps, () =>
        decideOnRead(deps.products, productId, async (stored) => {
          const image = findImage(stored?.value, imageId);
          checkPrecondition(precondition, image && imageEtag(image));
          if (!stored || !image) throw new DomainError('not_found', 'There is no such image.');
          return deps.products.replace(withoutImage(stored.value, imageId, deps.clock().toISOString()), stored.etag);
        }),
      );
    } catch (error) {
      // The latest version of the product does not have the image: `decideOnRead` has checked that.
      if (error instanceof DomainError && error.code === 'not_found') await remove({ productId, imageId });
      throw error;
    }
    deps.log.info('image_deleted', { productId, imageId });
    await remove({ productId, imageId });
  };
};
