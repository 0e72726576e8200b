/** Units of one product. At all times available + held = received - shipped. */
export type StockLevel = { received: number; shipped: number; available: number; held: number };

export const emptyLevel: StockLevel = { received: 0, shipped: 0, available: 0, held: 0 };

/** `held` counts in the level. `released` and `settled` are tombstones against late handlers. */
export type ReservationState = 'held' | 'released' | 'settled';

export type Reservation = { quantity: number; state: ReservationState };

/** How long a tombstone is kept: far longer than any handler can be late. */
export const TOMBSTONE_SECONDS = 7 * 24 * 60 * 60;

/** The most units of a product on hand: available and held together. */
export const MAX_STOCK = 1_000_000_000;

export type Availability = 'in_stock' | 'low' | 'out';

/** The band that shoppers see. It is `low` at or below `lowStock` units. */
export const availabilityOf = (available: number, lowStock: number): Availability => {
  if (available <= 0) return 'out';
  return available <= lowStock ? 'low' : 'in_stock';
};

/** Units on the shelf, whether held for orders or not. */
export const onHand = (level: StockLevel): number => level.available + level.held;

/** The level after `units` were counted on hand; undefined if fewer than the orders hold. */
export const withOnHand = (level: StockLevel, units: number): StockLevel | undefined =>
  units < level.held ? undefined : { ...level, available: units - level.held, received: units + level.shipped };
