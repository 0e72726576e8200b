import { type Product, type ProductDetails, withDetails } from '../../domain/product.ts';
import { availabilityOf } from '../../domain/stock.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Clock } from '../ports/clock.ts';
import type { Products } from '../ports/products.ts';
import type { Stock } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

export type PutProductDeps = { products: Products; stock: Stock; clock: Clock; lowStock: number };
export type PutProductCommand = { id: string; details: ProductDetails; precondition: Precondition };

/** Creates the product or replaces its details. Never touches images or availability. */
export const putProduct =
  ({ products, stock, clock, lowStock }: PutProductDeps) =>
  ({ id, details, precondition }: PutProductCommand): Promise<Versioned<Product> & { created: boolean }> =>
    compareAndSet(async () => {
      const stored = await products.get(id);
      checkPrecondition(precondition, stored?.etag);
      const now = clock().toISOString();
      if (stored) {
        const written = await products.replace(withDetails(stored.value, details, now), stored.etag);
        return written === 'stale' ? written : { ...written, created: false };
      }
      // A product that is created again still has the stock it left behind.
      const level = await stock.level(id);
      const availability = availabilityOf(level?.value.available ?? 0, lowStock);
      const created = await products.create({
        ...details,
        id,
        availability,
        images: [],
        createdAt: now,
        updatedAt: now,
      });
      return created === 'exists' ? 'stale' : { ...created, created: true };
    });
