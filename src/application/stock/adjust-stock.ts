import { DomainError } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import type { StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { StockAdjustment } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition, VERSION_MISMATCH } from '../precondition.ts';
import { getStock, NO_LEVEL_ETAG } from './get-stock.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'log' | 'lowStock'>;

export type AdjustStockCommand = {
  productId: ProductId;
  delta: number;
  idempotencyKey: string;
  precondition: Precondition;
};

/**
 * The version that the caller named: the current one if it is among them. Any other makes the write
 * 'stale', unless it is a replay.
 */
const requiredVersion = ({ ifMatch }: Precondition, present: Etag): Pick<StockAdjustment, 'only'> => {
  if (ifMatch === undefined || ifMatch === '*') return {};
  const etag = ifMatch.includes(present) ? present : (ifMatch[0] ?? present);
  return { only: etag === NO_LEVEL_ETAG ? 'absent' : { etag } };
};

/** Adds or removes units, once per idempotency key. */
export const adjustStock = (deps: Deps) => {
  const read = getStock(deps);
  const refresh = refreshAvailability(deps);

  return async (command: AdjustStockCommand): Promise<Versioned<StockLevel> & { replayed: boolean }> => {
    const { productId, delta, idempotencyKey, precondition } = command;
    const { etag } = await read(productId);
    const { ifMatch: _guardedByTheWrite, ...others } = precondition;
    checkPrecondition(others, etag);
    const adjustment = { delta, idempotencyKey, ...requiredVersion(precondition, etag) };
    const { outcome, change } = await deps.stock.adjust(productId, adjustment);
    if (outcome === 'stale') throw new DomainError('precondition_failed', VERSION_MISMATCH);
    if (outcome === 'short') {
      throw new DomainError(
        'insufficient_stock',
        `Fewer than ${-delta} units are available. Units held for orders cannot be removed.`,
      );
    }
    if (outcome === 'reused') {
      throw new DomainError(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another adjustment. Use a new key.',
      );
    }
    await refresh(productId, change);
    return { ...(await read(productId)), replayed: outcome === 'replayed' };
  };
};
