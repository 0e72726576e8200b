import { DomainError } from '../../domain/errors.ts';
import type { ProductId } from '../../domain/product.ts';
import { type StockLevel, withOnHand } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';
import { getLatestStock, getStock, NO_LEVEL_ETAG } from './get-stock.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'log' | 'lowStock' | 'pause' | 'random'>;
export type SetStockCommand = { productId: ProductId; units: number; precondition: Precondition };

/** Sets the units on hand (available and held together) to the result of a count. */
export const setStock = (deps: Deps) => {
  const get = getStock(deps);
  const getLatest = getLatestStock(deps);
  const refresh = refreshAvailability(deps);

  return async ({ productId, units, precondition }: SetStockCommand): Promise<Versioned<StockLevel>> => {
    const { written, before } = await compareAndSet(deps, () =>
      decideOnRead({ get, getLatest }, productId, async ({ value: level, etag }) => {
        checkPrecondition(precondition, etag);
        const next = withOnHand(level, units);
        if (!next) {
          throw new DomainError(
            'insufficient_stock',
            `${level.held} units are held for orders, so the stock cannot be set to ${units}.`,
          );
        }
        const outcome =
          etag === NO_LEVEL_ETAG
            ? await deps.stock.createLevel(productId, next)
            : await deps.stock.replaceLevel(productId, next, etag);
        return outcome === 'stale' || outcome === 'exists' ? 'stale' : { written: outcome, before: level.available };
      }),
    );
    deps.log.info('stock_set', { productId, onHand: units, available: written.value.available });
    await refresh(productId, { before, after: written.value.available });
    return written;
  };
};
