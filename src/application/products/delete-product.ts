import { DomainError } from '../../domain/errors.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { removeBlobs } from '../images/remove-blobs.ts';
import type { Images } from '../ports/images.ts';
import type { Products } from '../ports/products.ts';
import type { Log } from '../ports/telemetry.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

export type DeleteProductCommand = { id: string; precondition: Precondition };

export type DeleteProductDeps = { products: Products; images: Images; log: Log };

/** The product is no longer sold, and its pictures go; old orders keep their lines, and its stock stays on the books. */
export const deleteProduct = (deps: DeleteProductDeps) => {
  const remove = removeBlobs(deps);

  return async ({ id, precondition }: DeleteProductCommand): Promise<void> => {
    const { value: product } = await compareAndSet(async () => {
      const stored = await deps.products.get(id);
      checkPrecondition(precondition, stored?.etag);
      if (!stored) throw new DomainError('not_found', 'There is no such product.');
      const outcome = await deps.products.remove(id, stored.etag);
      return outcome === 'stale' ? outcome : stored;
    });
    await Promise.all(product.images.map((image) => remove({ productId: id, imageId: image.id })));
  };
};
