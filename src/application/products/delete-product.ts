import { DomainError } from '../../domain/errors.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { ImageKey } from '../ports/images.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

export type DeleteProductCommand = { id: ProductId; precondition: Precondition };

type Deps = Pick<Capabilities, 'products'> & {
  /** Never rejects: what it cannot remove is left to the nightly clean-up. */
  removeBlobs: (key: ImageKey) => Promise<void>;
};

/** Ends the sale of a product and removes its images. Orders keep their lines, stock stays. */
export const deleteProduct =
  ({ products, removeBlobs }: Deps) =>
  async ({ id, precondition }: DeleteProductCommand): Promise<void> => {
    const { value: product } = await compareAndSet(() =>
      decideOnRead(products, id, async (stored) => {
        checkPrecondition(precondition, stored?.etag);
        if (!stored) throw new DomainError('not_found', 'There is no such product.');
        const outcome = await products.remove(id, stored.etag);
        return outcome === 'stale' ? outcome : stored;
      }),
    );
    await Promise.all(product.images.map((image) => removeBlobs({ productId: id, imageId: image.id })));
  };
