import { describeFailure } from '../../domain/describe-failure.ts';
import {
  type ImageVariant,
  isImageId,
  type ProcessedImage,
  type ProductImage,
  readyImage,
  rejectedImage,
} from '../../domain/image.ts';
import { isProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';
import { loadWithImage } from './load-with-image.ts';
import { recordImage } from './record-image.ts';
import { removeBlobs } from './remove-blobs.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'clock' | 'pause' | 'random' | 'log'>;

/** As in the name of the blob. */
export type ProcessUploadCommand = Record<keyof ImageKey, string>;

/**
 * Turns one upload into its variants and records them on the product in one write. Safe to run
 * twice: the same original gives the same bytes. If the original is at fault, records the image as
 * rejected. Throws for any other reason, so that the host tries again.
 */
export const processUpload = (deps: Deps) => {
  const { images, renderImage, clock, log } = deps;
  const load = loadWithImage(deps);
  const remove = removeBlobs(deps);
  const record = recordImage(deps);

  /**
   * After a failure: if the image was deleted meanwhile, removes the variants written so far. The
   * host's retry would not: it finds no image and returns at once.
   */
  const removeIfGone = async (key: ImageKey): Promise<void> => {
    try {
      if (!(await load(key))) await remove(key);
    } catch (error) {
      log.warn('blobs_not_removed', { ...key, ...describeFailure(error) });
    }
  };

  const render = async (key: ImageKey, original: Uint8Array, entry: ProductImage): Promise<ProcessedImage> => {
    const variants: ImageVariant[] = [];
    const outcome = await renderImage(original, async (variant) => {
      await images.writeVariant(key, variant);
      const { name, width, height, format, bytes } = variant;
      variants.push({ name, width, height, format, bytes: bytes.byteLength });
    });
    // Variants that a rejected upload has written are left to the clean-up.
    return 'rejected' in outcome ? rejectedImage(entry, outcome.rejected) : readyImage(entry, outcome, variants);
  };

  const renderAndRecord = async (key: ImageKey, original: Uint8Array, entry: ProductImage): Promise<void> => {
    const startedAt = clock().getTime();
    const image = await render(key, original, entry);
    const outcome = await record(key, image);
    const isOneTooMany = outcome === 'one_too_many';
    if (outcome === 'gone' || isOneTooMany) await remove(key);
    const reason = image.status === 'rejected' ? image.reason : undefined;
    const figures = { bytes: original.byteLength, ms: clock().getTime() - startedAt };
    log[isOneTooMany ? 'warn' : 'info']('upload_processed', { ...key, status: outcome, reason, ...figures });
  };

  return async ({ productId, imageId }: ProcessUploadCommand): Promise<void> => {
    // A blob may have any name. One that cannot be ours is never used as a key.
    if (!isProductId(productId) || !isImageId(imageId)) {
      log.warn('upload_ignored', { reason: 'the name is not {productId}/{imageId}' });
      return;
    }
    const key = { productId, imageId };
    const entry = (await load(key))?.image;
    if (!entry) {
      // No product has this image. The clean-up removes the blob. `upload_rejected` and
      // `unknown_product` are old names: saved queries use them.
      log.warn('upload_rejected', { ...key, reason: 'unknown_product' });
      return;
    }
    // A rejected image is tried again, in case an operator replayed its upload.
    if (entry.status === 'ready') return;
    const original = await images.readOriginal(key);
    if (!original) {
      log.warn('upload_ignored', { ...key, reason: 'the original is gone' });
      return;
    }

    try {
      await renderAndRecord(key, original, entry);
    } catch (error) {
      await removeIfGone(key);
      throw error;
    }
  };
};
