import { describeFailure } from '../../domain/describe-failure.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';

type Deps = Pick<Capabilities, 'images' | 'log'>;

/** Removes the blobs of an image that no product has. Failures are left to the nightly clean-up. */
export const removeBlobs =
  ({ images, log }: Deps) =>
  async (key: ImageKey): Promise<void> => {
    try {
      await images.remove(key);
    } catch (error) {
      log.warn('blobs_not_removed', { ...key, ...describeFailure(error) });
    }
  };
