import type { ProcessedImage } from '../../domain/image.ts';
import { hasLostItsPlace, withImage, withoutImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { ImageKey } from '../ports/images.ts';
import { loadWithImage } from './load-with-image.ts';

/**
 * 'gone': the image was deleted meanwhile; nothing was written. 'one_too_many': it was abandoned
 * and other images have taken its place, so this call removed it from the product.
 */
type RecordOutcome = ProcessedImage['status'] | 'gone' | 'one_too_many';

type Deps = Pick<Capabilities, 'products' | 'clock' | 'pause' | 'random'>;

const recordOnce = async (
  { products, clock }: Deps,
  key: ImageKey,
  image: ProcessedImage,
): Promise<RecordOutcome | 'stale'> => {
  const found = await loadWithImage({ products })(key);
  if (!found) return 'gone';
  const { stored, image: present } = found;
  // Another delivery of the same upload was faster.
  if (present.status === 'ready') return 'ready';
  const now = clock().toISOString();
  // If this was read from a stale product, the write is 'stale', too.
  const isOneTooMany = hasLostItsPlace(stored.value, present, now);
  const next = isOneTooMany ? withoutImage(stored.value, key.imageId, now) : withImage(stored.value, image, now);
  if ((await products.replace(next, stored.etag)) === 'stale') return 'stale';
  return isOneTooMany ? 'one_too_many' : image.status;
};

/** Records the result of an upload on its product, in one write. */
export const recordImage =
  (deps: Deps) =>
  (key: ImageKey, image: ProcessedImage): Promise<RecordOutcome> =>
    compareAndSet(deps, () => recordOnce(deps, key, image));
