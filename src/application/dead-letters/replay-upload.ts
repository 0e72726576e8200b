import { DomainError } from '../../domain/errors.ts';
import { MAX_UPLOAD_BYTES, rejectedImage } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import { loadWithImage } from '../images/load-with-image.ts';
import { recordImage } from '../images/record-image.ts';
import type { PoisonUpload } from '../ports/dead-letters.ts';
import type { ImageKey } from '../ports/images.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'clock' | 'pause' | 'random'>;

const NOTHING_TO_PROCESS =
  'There was nothing to process: the image is ready or was deleted, or its original is gone. The message was removed.';

const TOO_LARGE = 'The upload exceeds the size limit, so the image was rejected as too_large. The message was removed.';

/**
 * Writes the original again in its place, so that the trigger processes it like a new upload.
 * Resolves to a note if there is nothing to process. An original that is too large would only fail
 * in the host again, so it is rejected here. Throws `conflict` for a message that names no upload.
 */
export const replayUpload = (deps: Deps) => {
  const { images } = deps;
  const load = loadWithImage(deps);
  const record = recordImage(deps);

  return async ({ image }: PoisonUpload): Promise<{ image: ImageKey } | { note: string }> => {
    if (!image) {
      throw new DomainError(
        'conflict',
        'The message names no upload of this shop, so it cannot be replayed. Discard it.',
      );
    }
    const recorded = (await load(image))?.image;
    if (!recorded || recorded.status === 'ready') return { note: NOTHING_TO_PROCESS };
    const size = await images.originalSize(image);
    if (size !== undefined && size > MAX_UPLOAD_BYTES) {
      await record(image, rejectedImage(recorded, 'too_large'));
      return { note: TOO_LARGE };
    }
    return (await images.renewOriginal(image)) === 'renewed' ? { image } : { note: NOTHING_TO_PROCESS };
  };
};
