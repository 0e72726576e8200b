import type { ProductImage } from '../domain/image.ts';
import { imageOf, withImage } from '../domain/product.ts';
import { compareAndSet } from './compare-and-set.ts';
import type { Clock, ImageKey, Products } from './ports.ts';

export type RecordImageDeps = { products: Products; clock: Clock };

/** Records on the product what became of an upload, in one write. `gone`: the image was deleted meanwhile, and nothing was written. */
export const recordImage =
  ({ products, clock }: RecordImageDeps) =>
  ({ productId, imageId }: ImageKey, image: ProductImage): Promise<{ gone: boolean }> =>
    compareAndSet(async () => {
      const stored = await products.get(productId);
      const present = imageOf(stored?.value, imageId);
      if (!stored || !present) return { gone: true };
      // Another delivery of the same upload was first; what it recorded stays.
      if (present.status === 'ready') return { gone: false };
      const written = await products.replace(withImage(stored.value, image, clock().toISOString()), stored.etag);
      return written === 'stale' ? written : { gone: false };
    });
