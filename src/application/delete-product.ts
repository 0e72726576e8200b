import { DomainError } from '../domain/errors.ts';
import { compareAndSet } from './compare-and-set.ts';
import type { Products } from './ports.ts';
import { checkPrecondition, type Precondition } from './precondition.ts';

export type DeleteProductCommand = { id: string; precondition: Precondition };

/** The product is no longer sold; old orders keep their lines, and its stock stays on the books. */
export const deleteProduct =
  ({ products }: { products: Products }) =>
  async ({ id, precondition }: DeleteProductCommand): Promise<void> => {
    await compareAndSet(async () => {
      const stored = await products.get(id);
      checkPrecondition(precondition, stored?.etag);
      if (!stored) throw new DomainError('not_found', 'There is no such product.');
      const outcome = await products.remove(id, stored.etag);
      return outcome === 'stale' ? outcome : stored;
    });
  };
