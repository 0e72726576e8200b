import { createHash } from 'node:crypto';
import type { OperationInput, OperationResponse } from '@azure/cosmos';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import { MAX_STOCK, type ReservationState, type StockLevel, TOMBSTONE_SECONDS } from '../../domain/stock.ts';

/** One partition per product: its level, one reservation per order, one marker per adjustment. */
export const LEVEL_ID = 'level';

const MARKER_SECONDS = 30 * 24 * 60 * 60;

export type LevelDocument = StockLevel & { id: string; productId: ProductId };

export type ReservationDocument = {
  id: string;
  productId: ProductId;
  quantity: number;
  state: ReservationState;
  ttl?: number;
};

export type MarkerDocument = { id: string; productId: ProductId; delta: number; ttl: number };

export const levelDocument = (
  productId: ProductId,
  { received, shipped, available, held }: StockLevel,
): LevelDocument => ({ id: LEVEL_ID, productId, received, shipped, available, held });

export const levelOf = ({ received, shipped, available, held }: LevelDocument): StockLevel => ({
  received,
  shipped,
  available,
  held,
});

/** What `release` writes if nothing was held. */
export const tombstone = (productId: ProductId, orderId: OrderId): ReservationDocument => ({
  id: orderId,
  productId,
  quantity: 0,
  state: 'released',
  ttl: TOMBSTONE_SECONDS,
});

/** A hash, because an idempotency key may hold characters that an id must not. */
export const markerDocument = (productId: ProductId, idempotencyKey: string, delta: number): MarkerDocument => ({
  id: `adj_${createHash('sha256').update(idempotencyKey).digest('hex')}`,
  productId,
  delta,
  ttl: MARKER_SECONDS,
});

/** For the condition of a patch: so many units are available. */
export const hasAvailable = (units: number): string => `c.available >= ${units}`;

/** For the condition of a patch: there is room for so many more units on hand. */
export const hasRoomFor = (units: number): string => `c.available + c.held <= ${MAX_STOCK - units}`;

/** Adds to the level: with `where` only if that holds, with `ifMatch` only to that version. */
export const changingLevel = (
  amounts: Partial<Record<keyof StockLevel, number>>,
  { where, ifMatch }: { where?: string; ifMatch?: string | undefined } = {},
): OperationInput => ({
  operationType: 'Patch',
  id: LEVEL_ID,
  ...(ifMatch !== undefined && { ifMatch }),
  resourceBody: {
    ...(where !== undefined && { condition: `FROM c WHERE ${where}` }),
    operations: Object.entries(amounts).map(([field, value]) => ({ op: 'incr' as const, path: `/${field}`, value })),
  },
});

/** Turns a held reservation into a tombstone. */
export const burying = (orderId: OrderId, state: 'released' | 'settled'): OperationInput => ({
  operationType: 'Patch',
  id: orderId,
  resourceBody: {
    condition: "FROM c WHERE c.state = 'held'",
    operations: [
      { op: 'set', path: '/state', value: state },
      { op: 'set', path: '/ttl', value: TOMBSTONE_SECONDS },
    ],
  },
});

/** Units available according to the level in the answer to a batch. */
export const availableIn = (result: OperationResponse | undefined): number => {
  const available = result?.resourceBody?.available;
  if (typeof available !== 'number') throw new Error('The answer to the batch has no stock level.');
  return available;
};
