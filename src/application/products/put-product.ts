import { type Product, type ProductDetails, type ProductId, withDetails } from '../../domain/product.ts';
import { availabilityOf } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'clock' | 'pause' | 'random' | 'lowStock' | 'log'>;
export type PutProductCommand = { id: ProductId; details: ProductDetails; precondition: Precondition };

/** Creates the product or replaces its details. Never touches images or availability. */
export const putProduct = ({ products, stock, clock, lowStock, log, ...deps }: Deps) => {
  const create = async (id: ProductId, details: ProductDetails, now: string) => {
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
  };

  const put = ({ id, details, precondition }: PutProductCommand) =>
    compareAndSet(deps, () =>
      decideOnRead(products, id, async (stored) => {
        checkPrecondition(precondition, stored?.etag);
        const now = clock().toISOString();
        if (!stored) return create(id, details, now);
        const written = await products.replace(withDetails(stored.value, details, now), stored.etag);
        return written === 'stale' ? written : { ...written, created: false };
      }),
    );

  return async (command: PutProductCommand): Promise<Versioned<Product> & { created: boolean }> => {
    const saved = await put(command);
    const { created, value } = saved;
    log.info('product_saved', { productId: command.id, created, active: value.active });
    return saved;
  };
};
