import type { ProcessedImage } from '../../domain/image.ts';
import { hasLostItsPlace, imageOf, withImage, withoutImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { ImageKey } from '../ports/images.ts';

/**
 * 'one_too_many': it came so late that other images took its place. It is removed from its product.
 */
export type RecordOutcome = ProcessedImage['status'] | 'gone' | 'one_too_many';

type Deps = Pick<Capabilities, 'products' | 'clock'>;

/** Records the result of an upload in one write. An image that was deleted meanwhile stays so. */
export const recordImage =
  ({ products, clock }: Deps) =>
  ({ productId, imageId }: ImageKey, image: ProcessedImage): Promise<RecordOutcome> =>
    compareAndSet(async () => {
      const stored = await products.get(productId);
      const present = imageOf(stored?.value, imageId);
      if (!stored || !present) return 'gone';
      // Another delivery of the same upload was faster. What it recorded stays.
      if (present.status === 'ready') return 'ready';
      const now = clock().toISOString();
      const isOneTooMany = hasLostItsPlace(stored.value, present, now);
      const product = isOneTooMany ? withoutImage(stored.value, imageId, now) : withImage(stored.value, image, now);
      if ((await products.replace(product, stored.etag)) === 'stale') return 'stale';
      return isOneTooMany ? 'one_too_many' : image.status;
    });
