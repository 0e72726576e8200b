import { DomainError } from '../../domain/errors.ts';
import { MAX_UPLOAD_BYTES } from '../../domain/image.ts';
import { imageOf } from '../../domain/product.ts';
import { type RecordImageDeps, recordImage } from '../images/record-image.ts';
import type { PoisonUpload } from '../ports/dead-letters.ts';
import type { ImageKey, Images } from '../ports/images.ts';

export type ReplayUploadDeps = RecordImageDeps & { images: Images };

const NOTHING_LEFT =
  'Nothing was left to process: the image is ready or was deleted, or its original is gone. The message was removed.';

const TOO_LARGE =
  'The upload is larger than an upload may be: the image is rejected as too_large. The message was removed.';

/**
 * Writes the original again in its place, so that the trigger processes it as it does a new upload. Resolves to a note where it does not:
 * the image was deleted or has become ready, its original is gone, or is so large that the host could only fail at it again; that is
 * recorded here. Throws `conflict` for a message that names no upload.
 */
export const replayUpload = (deps: ReplayUploadDeps) => {
  const { products, images } = deps;
  const record = recordImage(deps);

  return async ({ image }: PoisonUpload): Promise<{ image: ImageKey } | { note: string }> => {
    if (!image) {
      throw new DomainError('conflict', 'The message names no upload of ours, so it cannot be replayed. Discard it.');
    }
    const recorded = imageOf((await products.get(image.productId))?.value, image.imageId);
    if (!recorded || recorded.status === 'ready') return { note: NOTHING_LEFT };
    const size = await images.originalSize(image);
    if (size !== undefined && size > MAX_UPLOAD_BYTES) {
      const { id, addedAt } = recorded;
      await record(image, { id, status: 'rejected', reason: 'too_large', variants: [], addedAt });
      return { note: TOO_LARGE };
    }
    return (await images.renewOriginal(image)) === 'renewed' ? { image } : { note: NOTHING_LEFT };
  };
};
