import { DomainError } from '../../domain/errors.ts';
import { endSale, type ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { ImageKey } from '../ports/images.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

export type DeleteProductCommand = { id: ProductId; precondition: Precondition };

type Deps = Pick<Capabilities, 'products' | 'clock' | 'pause' | 'random' | 'log'> & {
  /** Never rejects: what it cannot remove is left to the nightly clean-up. */
  removeBlobs: (key: ImageKey) => Promise<void>;
};

/** Ends the sale of a product and removes its images. Staff still see it; orders and stock stay. */
export const deleteProduct =
  ({ products, clock, log, removeBlobs, ...deps }: Deps) =>
  async ({ id, precondition }: DeleteProductCommand): Promise<void> => {
    const { value: product } = await compareAndSet(deps, () =>
      decideOnRead(products, id, async (stored) => {
        checkPrecondition(precondition, stored?.etag);
        if (!stored) throw new DomainError('not_found', 'There is no such product.');
        const outcome = await products.replace(endSale(stored.value, clock().toISOString()), stored.etag);
        return outcome === 'stale' ? outcome : stored;
      }),
    );
    log.info('product_deleted', { productId: id, images: product.images.length });
    await Promise.all(product.images.map((image) => removeBlobs({ productId: id, imageId: image.id })));
  };
