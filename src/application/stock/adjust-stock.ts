import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import { type Etag, etagOf } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import { MAX_STOCK, type StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Stock, StockAdjustment } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';
import { findFailedCondition, type Precondition } from '../precondition.ts';
import { getLatestStock, getStock, NO_LEVEL_ETAG } from './get-stock.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'log' | 'lowStock' | 'pause' | 'random'>;

export type AdjustStockCommand = {
  productId: ProductId;
  delta: number;
  idempotencyKey: string;
  precondition: Precondition;
};

type Refusal = Exclude<Awaited<ReturnType<Stock['adjust']>>['outcome'], 'adjusted' | 'replayed' | 'stale'>;

/** `If-Match: *` always holds: every product has a level, even if it is all zeros. */
const namesVersions = ({ ifMatch, ifNoneMatch }: Precondition): boolean =>
  (ifMatch !== undefined && ifMatch !== '*') || ifNoneMatch !== undefined;

/** No level has this version, so a write that asks for it can succeed only as a replay. */
const NO_VERSION = etagOf('"none"');

const toOnly = (etag: Etag): Pick<StockAdjustment, 'only'> => ({ only: etag === NO_LEVEL_ETAG ? 'absent' : { etag } });

const refusals: Record<Refusal, (delta: number) => [code: ErrorCode, message: string]> = {
  short: (delta) => [
    'insufficient_stock',
    `Fewer than ${-delta} units are available. Units held for orders cannot be removed.`,
  ],
  full: (delta) => ['conflict', `At most ${MAX_STOCK} units can be on hand. Adding ${delta} would exceed that.`],
  reused: () => ['idempotency_key_reused', 'This Idempotency-Key was used for another adjustment. Use a new key.'],
};

/** Checks a condition on the latest version, and lets the write ask for that version. */
const adjustOnce = (deps: Deps) => {
  const read = getStock(deps);
  const readLatest = getLatestStock(deps);

  return async ({ productId, delta, idempotencyKey, precondition }: AdjustStockCommand) => {
    const isConditional = namesVersions(precondition);
    const { etag } = await (isConditional ? readLatest : read)(productId);
    const failure = findFailedCondition(precondition, etag);
    const only = isConditional ? toOnly(failure ? NO_VERSION : etag) : {};
    const { outcome, change } = await deps.stock.adjust(productId, { delta, idempotencyKey, ...only });
    if (outcome !== 'stale') return { outcome, change };
    if (failure) throw failure;
    return 'stale';
  };
};

/** Adds or removes units, once per idempotency key. */
export const adjustStock = (deps: Deps) => {
  const read = getStock(deps);
  const adjust = adjustOnce(deps);
  const refresh = refreshAvailability(deps);

  return async (command: AdjustStockCommand): Promise<Versioned<StockLevel> & { replayed: boolean }> => {
    const { outcome, change } = await compareAndSet(deps, () => adjust(command));
    if (outcome !== 'adjusted' && outcome !== 'replayed') throw new DomainError(...refusals[outcome](command.delta));
    const { productId, delta: by } = command;
    if (outcome === 'adjusted') deps.log.info('stock_adjusted', { productId, by, available: change?.after });
    await refresh(productId, change);
    return { ...(await read(productId)), replayed: outcome === 'replayed' };
  };
};
