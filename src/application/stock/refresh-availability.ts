import { describeFailure } from '../../domain/describe-failure.ts';
import type { ProductId } from '../../domain/product.ts';
import { availabilityOf } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { StockChange } from '../ports/stock.ts';

type Deps = Pick<Capabilities, 'products' | 'log' | 'lowStock'>;

/**
 * Patches the stored band of a product if its stock moved to another one. Must not fail the order:
 * until the nightly reconcile, a lost patch only shows a wrong band.
 */
export const refreshAvailability =
  ({ products, lowStock, log }: Deps) =>
  async (productId: ProductId, change: StockChange): Promise<void> => {
    if (change === undefined) return;
    const band = availabilityOf(change.after, lowStock);
    if (band === availabilityOf(change.before, lowStock)) return;
    try {
      await products.setAvailability(productId, band);
    } catch (error) {
      log.warn('availability_not_refreshed', { productId, band, ...describeFailure(error) });
    }
  };
