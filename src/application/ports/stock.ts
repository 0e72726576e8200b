import type { Etag } from '../../domain/etag.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Reservation, StockLevel } from '../../domain/stock.ts';
import type { Versioned } from './versioned.ts';

/** Units available before and after a change; undefined if the work had already been done. */
export type StockChange = { before: number; after: number } | undefined;

/**
 * `only`: the version of the level that the caller named; 'absent': only if there is no level yet.
 */
export type StockAdjustment = { delta: number; idempotencyKey: string; only?: { etag: Etag } | 'absent' };

/** A reservation in the state `held`. */
export type HeldReservation = { productId: ProductId; orderId: OrderId; quantity: number };

export type Stock = {
  /** The level of a product; undefined if its stock was never set. */
  level(productId: ProductId): Promise<Versioned<StockLevel> | undefined>;
  /** A read that cannot be stale, as `Orders.getLatest`. */
  latestLevel(productId: ProductId): Promise<Versioned<StockLevel> | undefined>;
  /** Creates the level, or resolves to 'exists', changing nothing. */
  createLevel(productId: ProductId, level: StockLevel): Promise<Versioned<StockLevel> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replaceLevel(productId: ProductId, level: StockLevel, etag: Etag): Promise<Versioned<StockLevel> | 'stale'>;
  /**
   * Adds `delta` units (negative: removes them) to received and available, once per idempotency
   * key: the key's marker and the level change in one batch. Creates the level if there is none.
   * Markers are kept for 30 days.
   * 'replayed': already done, whatever `only` says. 'reused': the key came with another delta.
   * 'short': fewer units are available than would be removed. 'full': more than `MAX_STOCK` would
   * be on hand. 'stale': the level is not as `only` asks.
   */
  adjust(
    productId: ProductId,
    adjustment: StockAdjustment,
  ): Promise<{ outcome: 'adjusted' | 'replayed' | 'short' | 'full' | 'reused' | 'stale'; change: StockChange }>;
  /**
   * Holds units for an order, atomically and once per order and product. A repeated call answers
   * 'held' and changes nothing, even if the units were released or settled since. That is safe:
   * units are released or settled only after the order was written in a later state, so the ETag of
   * this caller is old, and its confirmation is refused as 'stale'.
   */
  reserve(
    productId: ProductId,
    orderId: OrderId,
    quantity: number,
  ): Promise<{ outcome: 'held' | 'short'; change: StockChange }>;
  /**
   * Gives back what the order holds, atomically and once. Always leaves a tombstone for 7 days,
   * even if nothing was held, so that a late `reserve` for the same order holds nothing.
   */
  release(productId: ProductId, orderId: OrderId, quantity: number): Promise<StockChange>;
  /**
   * Turns held units into shipped ones, atomically and once. Leaves a tombstone for 7 days.
   * Availability does not change.
   */
  settle(productId: ProductId, orderId: OrderId, quantity: number): Promise<void>;
  /** A point read; undefined if there never was one, or its tombstone has expired. */
  reservation(productId: ProductId, orderId: OrderId): Promise<Reservation | undefined>;
  /**
   * What is held, of one product or of all, in no order; paged inside, no snapshot. The cost
   * depends only on what is held.
   */
  listHeld(productId?: ProductId): AsyncIterable<HeldReservation>;
  /** The level of every product that has one, in no order; paged inside, no snapshot. */
  listLevels(): AsyncIterable<Versioned<StockLevel> & { productId: ProductId }>;
};
