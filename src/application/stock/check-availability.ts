import type { ProductId } from '../../domain/product.ts';
import { availabilityOf } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ReconciliationRun } from './reconciliation-run.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'lowStock'>;

const MAX_LOOKS = 6;

/** Checks the stored band of a product against its level, and corrects it. */
export const checkAvailability = ({ stock, products, lowStock }: Deps, run: ReconciliationRun) => {
  const readBand = async (productId: ProductId) =>
    availabilityOf((await stock.level(productId))?.value.available ?? 0, lowStock);

  /**
   * A worker patches the band right after the level, so most differences are gone one lag later. A
   * correction may overwrite a worker's, so it is followed by another look.
   */
  const correctBand = (productId: ProductId): void =>
    run.lookAgain<{ looks: number }>({ productId }, { looks: 1 }, async ({ looks }) => {
      const product = await products.get(productId);
      const band = await readBand(productId);
      if (!product || product.value.availability === band) return 'done';
      await products.setAvailability(productId, band);
      run.reportRepair('availability', { productId, band });
      return looks < MAX_LOOKS ? { looks: looks + 1 } : 'done';
    });

  return async ({ id, availability }: { id: ProductId; availability: string }): Promise<void> => {
    if (availability !== (await readBand(id))) correctBand(id);
  };
};
