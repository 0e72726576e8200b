import { describeError } from '../../domain/describe-error.ts';
import {
  type ImageVariant,
  isImageId,
  type ProcessedImage,
  type ProductImage,
  readyImage,
  rejectedImage,
} from '../../domain/image.ts';
import { findImage, isProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';
import { recordImage } from './record-image.ts';
import { removeBlobs } from './remove-blobs.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'clock' | 'log'>;

/** As the name of the blob has them. */
export type ProcessUploadCommand = Record<keyof ImageKey, string>;

/**
 * Turns one upload into its variants and records them on the product in one write. Safe to run
 * twice: the same original gives the same bytes. If the original is at fault, the image is recorded
 * as rejected and the call resolves. If it cannot be rendered or recorded for another reason, the
 * call rejects, so that the host tries again. If the image was deleted meanwhile, or came a day
 * late to a full product, its blobs are removed.
 */
export const processUpload = (deps: Deps) => {
  const { products, images, renderImage, log } = deps;
  const remove = removeBlobs(deps);
  const record = recordImage(deps);

  /** A deletion meanwhile missed the new variants. Failures are left to the nightly clean-up. */
  const removeIfGone = async (key: ImageKey): Promise<void> => {
    try {
      if (!findImage((await products.get(key.productId))?.value, key.imageId)) await remove(key);
    } catch (error) {
      log.warn('blobs_not_removed', { ...key, reason: describeError(error) });
    }
  };

  const render = async (key: ImageKey, original: Uint8Array, present: ProductImage): Promise<ProcessedImage> => {
    const variants: ImageVariant[] = [];
    const outcome = await renderImage(original, async (variant) => {
      await images.writeVariant(key, variant);
      const { name, width, height, format, bytes } = variant;
      variants.push({ name, width, height, format, bytes: bytes.byteLength });
    });
    return 'rejected' in outcome ? rejectedImage(present, outcome.rejected) : readyImage(present, outcome, variants);
  };

  const renderAndRecord = async (key: ImageKey, original: Uint8Array, present: ProductImage): Promise<void> => {
    const image = await render(key, original, present);
    const status = await record(key, image);
    if (status === 'gone' || status === 'one_too_many') await remove(key);
    const reason = image.status === 'rejected' ? image.reason : undefined;
    log[status === 'one_too_many' ? 'warn' : 'info']('upload_processed', { ...key, status, reason });
  };

  return async ({ productId, imageId }: ProcessUploadCommand): Promise<void> => {
    // A blob may have any name. A name that cannot be ours is ignored and never used as a key.
    if (!isProductId(productId) || !isImageId(imageId)) {
      log.warn('upload_ignored', { reason: 'the name is not {productId}/{imageId}' });
      return;
    }
    const key = { productId, imageId };
    const present = findImage((await products.get(productId))?.value, imageId);
    if (!present) {
      // Left to the nightly clean-up: a lagging replica must not cost an original. Nothing is
      // rejected; the names of the event and the reason stay because saved queries may use them.
      log.warn('upload_rejected', { ...key, reason: 'unknown_product' });
      return;
    }
    // A rejected image is tried again: an operator may have replayed its upload.
    if (present.status === 'ready') return;
    const original = await images.readOriginal(key);
    if (!original) {
      log.warn('upload_ignored', { ...key, reason: 'the original is gone' });
      return;
    }

    try {
      await renderAndRecord(key, original, present);
    } catch (error) {
      await removeIfGone(key);
      throw error;
    }
  };
};
