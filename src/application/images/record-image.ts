import type { ProcessedImage, ProductImage } from '../../domain/image.ts';
import { findImage, hasLostItsPlace, type Product, withImage, withoutImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { ImageKey } from '../ports/images.ts';

/**
 * 'gone': it was deleted meanwhile. 'one_too_many': it came so late that other images took its
 * place, and was removed from its product.
 */
export type RecordOutcome = ProcessedImage['status'] | 'gone' | 'one_too_many';

type Deps = Pick<Capabilities, 'products' | 'clock'>;

const applyTo = (
  product: Product,
  present: ProductImage,
  image: ProcessedImage,
  now: string,
): { product: Product; outcome: RecordOutcome } =>
  hasLostItsPlace(product, present, now)
    ? { product: withoutImage(product, present.id, now), outcome: 'one_too_many' }
    : { product: withImage(product, image, now), outcome: image.status };

export const recordImage =
  ({ products, clock }: Deps) =>
  ({ productId, imageId }: ImageKey, image: ProcessedImage): Promise<RecordOutcome> =>
    compareAndSet(async () => {
      const stored = await products.get(productId);
      const present = findImage(stored?.value, imageId);
      if (!stored || !present) return 'gone';
      // Another delivery of the same upload was faster.
      if (present.status === 'ready') return 'ready';
      const { product, outcome } = applyTo(stored.value, present, image, clock().toISOString());
      return (await products.replace(product, stored.etag)) === 'stale' ? 'stale' : outcome;
    });
