import type { Reservation, StockLevel } from '../../domain/stock.ts';
import type { Versioned } from './versioned.ts';

/** Units available before and after a change; undefined where the call found its work done already. */
export type StockChange = { before: number; after: number } | undefined;

/** `only`: at which version of the level, where the caller named one; 'absent': only where there is no level yet. */
export type StockAdjustment = { delta: number; idempotencyKey: string; only?: { etag: string } | 'absent' };

/** A reservation in the state `held`. */
export type HeldReservation = { productId: string; orderId: string; quantity: number };

export type Stock = {
  /** The level of a product; undefined where stock was never set. */
  level(productId: string): Promise<Versioned<StockLevel> | undefined>;
  /** Creates the level, or resolves to 'exists', changing nothing. */
  createLevel(productId: string, level: StockLevel): Promise<Versioned<StockLevel> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replaceLevel(productId: string, level: StockLevel, etag: string): Promise<Versioned<StockLevel> | 'stale'>;
  /**
   * Adds `delta` units (negative: takes them off) to received and available, once per idempotency key: the key's marker and the
   * level change in one batch. 'short': fewer than that are available. 'reused': the key came with another delta. 'replayed': done
   * before, whatever `only` says. 'stale': the level is not as `only` wants it. Creates the level where there is none. Markers are kept for 30 days.
   */
  adjust(
    productId: string,
    adjustment: StockAdjustment,
  ): Promise<{ outcome: 'adjusted' | 'replayed' | 'short' | 'reused' | 'stale'; change: StockChange }>;
  /**
   * Holds units for an order, atomically and once per order and product: a repeated call is 'held' and changes nothing, also when
   * the reservation was released or settled since (then the order has moved on, and writing its outcome will fail).
   */
  reserve(
    productId: string,
    orderId: string,
    quantity: number,
  ): Promise<{ outcome: 'held' | 'short'; change: StockChange }>;
  /**
   * Gives back what the order holds, atomically and once. Leaves a tombstone for 7 days in any case, also where nothing was
   * held, so that a late `reserve` for the same order holds nothing.
   */
  release(productId: string, orderId: string, quantity: number): Promise<StockChange>;
  /** Turns held units into shipped ones, atomically and once; leaves a tombstone for 7 days. Availability does not change. */
  settle(productId: string, orderId: string, quantity: number): Promise<void>;
  /** A point read; undefined where there never was one, or its tombstone has expired. */
  reservation(productId: string, orderId: string): Promise<Reservation | undefined>;
  /** What is held, of one product or of all, in no order; paged inside, no snapshot. The cost depends on what is held alone. */
  listHeld(productId?: string): AsyncIterable<HeldReservation>;
  /** The level of every product that has one, in no order; paged inside, no snapshot. */
  listLevels(): AsyncIterable<Versioned<StockLevel> & { productId: string }>;
};
