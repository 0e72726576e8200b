import { availabilityOf } from '../../domain/stock.ts';
import type { Products } from '../ports/products.ts';
import type { StockChange } from '../ports/stock.ts';
import type { Log } from '../ports/telemetry.ts';

export type RefreshAvailabilityDeps = { products: Products; lowStock: number; log: Log };

/**
 * Patches the stored band of a product if its stock moved to another band. The band is derived
 * data: a lost or overtaken patch shows a wrong band until the nightly reconcile, and must not fail
 * the order.
 */
export const refreshAvailability =
  ({ products, lowStock, log }: RefreshAvailabilityDeps) =>
  async (productId: string, change: StockChange): Promise<void> => {
    if (change === undefined) return;
    const band = availabilityOf(change.after, lowStock);
    if (band === availabilityOf(change.before, lowStock)) return;
    try {
      await products.setAvailability(productId, band);
    } catch (error) {
      log.warn('availability_not_refreshed', { productId, band, reason: String(error) });
    }
  };
