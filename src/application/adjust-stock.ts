import { DomainError } from '../domain/errors.ts';
import type { StockLevel } from '../domain/stock.ts';
import { getStock } from './get-stock.ts';
import type { Versioned } from './ports.ts';
import { checkPrecondition, type Precondition } from './precondition.ts';
import { refreshAvailability } from './refresh-availability.ts';
import type { SetStockDeps } from './set-stock.ts';

export type AdjustStockCommand = {
  productId: string;
  delta: number;
  idempotencyKey: string;
  precondition: Precondition;
};

/** Adds units, or takes them off, once per idempotency key. */
export const adjustStock = (deps: SetStockDeps) => {
  const read = getStock(deps);
  const refresh = refreshAvailability(deps);

  return async (command: AdjustStockCommand): Promise<Versioned<StockLevel> & { replayed: boolean }> => {
    const { productId, delta, idempotencyKey, precondition } = command;
    const { etag } = await read(productId);
    checkPrecondition(precondition, etag);
    const outcome = await deps.stock.adjust(productId, { delta, idempotencyKey });
    if (outcome === 'short') {
      throw new DomainError('insufficient_stock', `Fewer than ${-delta} units are available; what is held stays held.`);
    }
    if (outcome === 'reused') {
      throw new DomainError(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another adjustment. Use a new key.',
      );
    }
    const level = await read(productId);
    const after = level.value.available;
    if (outcome === 'adjusted') await refresh(productId, { before: after - delta, after });
    return { ...level, replayed: outcome === 'replayed' };
  };
};
