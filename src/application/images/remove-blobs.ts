import type { ImageKey, Images } from '../ports/images.ts';
import type { Log } from '../ports/telemetry.ts';

/** Removes the blobs of an image without product. What fails is left to the nightly clean-up. */
export const removeBlobs =
  ({ images, log }: { images: Images; log: Log }) =>
  async (key: ImageKey): Promise<void> => {
    try {
      await images.remove(key);
    } catch (error) {
      log.warn('blobs_not_removed', { ...key, reason: String(error) });
    }
  };
