import type { Clock } from '../../../src/application/ports/clock.ts';
import type { Stock } from '../../../src/application/ports/stock.ts';
import type { OrderId } from '../../../src/domain/order-id.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import {
  emptyLevel,
  MAX_STOCK,
  onHand,
  type Reservation,
  type ReservationState,
  type StockLevel,
  TOMBSTONE_SECONDS,
} from '../../../src/domain/stock.ts';
import { toProductId } from '../ids.ts';
import { versions } from './versions.ts';

const MARKER_SECONDS = 30 * 24 * 60 * 60;

/** `expiresAt`: milliseconds since 1970; undefined means never. */
export type StoredReservation = {
  orderId: OrderId;
  quantity: number;
  state: ReservationState;
  expiresAt?: number;
};

export type InMemoryStock = Stock & {
  /** The product's reservations now, without expired tombstones. */
  reservations(productId: ProductId): readonly StoredReservation[];
  /** Writes single documents bypassing all rules. Undefined removes. */
  corrupt: {
    level(productId: ProductId, level: StockLevel | undefined): void;
    reservation(productId: ProductId, orderId: OrderId, reservation: Reservation | undefined): void;
  };
};

type Marker = { delta: number; expiresAt: number };

const key = (productId: string, id: string): string => JSON.stringify([productId, id]);
const productOf = (stored: string): ProductId => JSON.parse(stored)[0];

export const inMemoryStock = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryStock => {
  const levels = versions<StockLevel>();
  const reservations = versions<StoredReservation>();
  const markers = versions<Marker>();

  const unexpired = <T extends { expiresAt?: number }>(entry: { value: T } | undefined): T | undefined =>
    entry && (entry.value.expiresAt === undefined || entry.value.expiresAt > clock().getTime())
      ? entry.value
      : undefined;

  const expiry = (seconds: number): number => clock().getTime() + seconds * 1000;

  const bury = (productId: string, reservation: StoredReservation, state: 'released' | 'settled'): void => {
    reservations.put(key(productId, reservation.orderId), {
      ...reservation,
      state,
      expiresAt: expiry(TOMBSTONE_SECONDS),
    });
  };

  const heldIn = (productId: string): StockLevel => {
    const level = levels.get(productId)?.value;
    if (!level) throw new Error(`There is a reservation, but no stock level of ${productId}.`);
    return level;
  };

  return {
    level: async (productId) => levels.get(productId),
    latestLevel: async (productId) => levels.get(productId),
    createLevel: async (productId, level) => levels.create(productId, level),
    replaceLevel: async (productId, level, etag) => levels.replace(productId, level, etag),

    adjust: async (productId, { delta, idempotencyKey, only }) => {
      const marker = unexpired(markers.get(key(productId, idempotencyKey)));
      if (marker) return { outcome: marker.delta === delta ? 'replayed' : 'reused', change: undefined };
      const present = levels.get(productId);
      if (only !== undefined && (only === 'absent' ? present !== undefined : present?.etag !== only.etag))
        return { outcome: 'stale', change: undefined };
      const level = present?.value ?? emptyLevel;
      if (level.available + delta < 0) return { outcome: 'short', change: undefined };
      if (delta > 0 && onHand(level) + delta > MAX_STOCK) return { outcome: 'full', change: undefined };
      markers.put(key(productId, idempotencyKey), { delta, expiresAt: expiry(MARKER_SECONDS) });
      levels.put(productId, { ...level, received: level.received + delta, available: level.available + delta });
      return { outcome: 'adjusted', change: { before: level.available, after: level.available + delta } };
    },

    reserve: async (productId, orderId, quantity) => {
      if (unexpired(reservations.get(key(productId, orderId)))) return { outcome: 'held', change: undefined };
      const level = levels.get(productId)?.value;
      if (!level || level.available < quantity) return { outcome: 'short', change: undefined };
      const after = level.available - quantity;
      reservations.put(key(productId, orderId), { orderId, quantity, state: 'held' });
      levels.put(productId, { ...level, available: after, held: level.held + quantity });
      return { outcome: 'held', change: { before: level.available, after } };
    },

    release: async (productId, orderId) => {
      const reservation = unexpired(reservations.get(key(productId, orderId)));
      if (reservation?.state !== 'held') {
        if (!reservation) bury(productId, { orderId, quantity: 0, state: 'held' }, 'released');
        return undefined;
      }
      const level = heldIn(productId);
      const after = level.available + reservation.quantity;
      bury(productId, reservation, 'released');
      levels.put(productId, { ...level, available: after, held: level.held - reservation.quantity });
      return { before: level.available, after };
    },

    settle: async (productId, orderId) => {
      const reservation = unexpired(reservations.get(key(productId, orderId)));
      if (reservation?.state !== 'held') return;
      const level = heldIn(productId);
      bury(productId, reservation, 'settled');
      levels.put(productId, {
        ...level,
        held: level.held - reservation.quantity,
        shipped: level.shipped + reservation.quantity,
      });
    },

    reservation: async (productId, orderId) => {
      const stored = unexpired(reservations.get(key(productId, orderId)));
      return stored && { quantity: stored.quantity, state: stored.state };
    },

    async *listHeld(productId) {
      for (const id of reservations.ids()) {
        const stored = unexpired(reservations.get(id));
        const isWanted = productId === undefined || productOf(id) === productId;
        if (stored?.state === 'held' && isWanted) {
          yield { productId: productOf(id), orderId: stored.orderId, quantity: stored.quantity };
        }
      }
    },

    async *listLevels() {
      for (const productId of levels.ids()) {
        const level = levels.get(productId);
        if (level) yield { productId: toProductId(productId), ...level };
      }
    },

    corrupt: {
      level: (productId, level) => {
        if (level) levels.put(productId, level);
        else levels.remove(productId);
      },
      reservation: (productId, orderId, reservation) => {
        if (reservation) reservations.put(key(productId, orderId), { orderId, ...reservation });
        else reservations.remove(key(productId, orderId));
      },
    },

    reservations: (productId) =>
      reservations
        .ids()
        .filter((id) => productOf(id) === productId)
        .flatMap((id) => unexpired(reservations.get(id)) ?? []),
  };
};
