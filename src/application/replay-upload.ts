import { DomainError } from '../domain/errors.ts';
import { imageOf } from '../domain/product.ts';
import type { ImageKey, Images, PoisonUpload, Products } from './ports.ts';

export type ReplayUploadDeps = { products: Products; images: Images };

/**
 * Writes the original again in its place, so that the trigger processes it as it does a new upload. Undefined where there is nothing left
 * to process: the image was deleted or has become ready, or its original is gone. Throws `conflict` for a message that names no upload.
 */
export const replayUpload =
  ({ products, images }: ReplayUploadDeps) =>
  async ({ image }: PoisonUpload): Promise<ImageKey | undefined> => {
    if (!image) {
      throw new DomainError('conflict', 'The message names no upload of ours, so it cannot be replayed. Discard it.');
    }
    const recorded = imageOf((await products.get(image.productId))?.value, image.imageId);
    if (!recorded || recorded.status === 'ready') return undefined;
    return (await images.renewOriginal(image)) === 'renewed' ? image : undefined;
  };
