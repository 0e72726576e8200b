import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import { MAX_STOCK, type StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Stock, StockAdjustment } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition, VERSION_MISMATCH } from '../precondition.ts';
import { getStock, NO_LEVEL_ETAG } from './get-stock.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'log' | 'lowStock' | 'pause' | 'random'>;

export type AdjustStockCommand = {
  productId: ProductId;
  delta: number;
  idempotencyKey: string;
  precondition: Precondition;
};

type Adjustment = Awaited<ReturnType<Stock['adjust']>>;
type Refusal = Exclude<Adjustment['outcome'], 'adjusted' | 'replayed'>;

const namesVersions = ({ ifMatch }: Precondition): boolean => ifMatch !== undefined && ifMatch !== '*';

/**
 * The version that the write asks for. The current one if the caller named it, or excluded others.
 * Otherwise another one that the caller named: the write is then 'stale', unless it is a replay.
 */
const requiredVersion = ({ ifMatch, ifNoneMatch }: Precondition, present: Etag): Etag | undefined => {
  if (ifMatch === undefined || ifMatch === '*') return ifNoneMatch && present;
  return ifMatch.includes(present) ? present : ifMatch[0];
};

const toOnly = (etag: Etag | undefined): Pick<StockAdjustment, 'only'> =>
  etag === undefined ? {} : { only: etag === NO_LEVEL_ETAG ? 'absent' : { etag } };

const refusals: Record<Refusal, (delta: number) => [code: ErrorCode, message: string]> = {
  stale: () => ['precondition_failed', VERSION_MISMATCH],
  short: (delta) => [
    'insufficient_stock',
    `Fewer than ${-delta} units are available. Units held for orders cannot be removed.`,
  ],
  full: (delta) => ['conflict', `At most ${MAX_STOCK} units can be on hand. Adding ${delta} would exceed that.`],
  reused: () => ['idempotency_key_reused', 'This Idempotency-Key was used for another adjustment. Use a new key.'],
};

/** Adds or removes units, once per idempotency key. */
export const adjustStock = (deps: Deps) => {
  const read = getStock(deps);
  const refresh = refreshAvailability(deps);

  return async (command: AdjustStockCommand): Promise<Versioned<StockLevel> & { replayed: boolean }> => {
    const { productId, delta, idempotencyKey, precondition } = command;
    const { outcome, change } = await compareAndSet(deps, async () => {
      const { etag } = await read(productId);
      const required = requiredVersion(precondition, etag);
      checkPrecondition({ ifNoneMatch: precondition.ifNoneMatch }, required ?? etag);
      const adjusted = await deps.stock.adjust(productId, { delta, idempotencyKey, ...toOnly(required) });
      return adjusted.outcome === 'stale' && !namesVersions(precondition) ? 'stale' : adjusted;
    });
    if (outcome !== 'adjusted' && outcome !== 'replayed') throw new DomainError(...refusals[outcome](delta));
    await refresh(productId, change);
    return { ...(await read(productId)), replayed: outcome === 'replayed' };
  };
};
