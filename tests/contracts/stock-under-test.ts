import type { Stock } from '../../src/application/ports/stock.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { emptyLevel, type ReservationState, type StockLevel } from '../../src/domain/stock.ts';

export type SeenReservation = { orderId: string; quantity: number; state: ReservationState };

export type StockUnderTest = {
  stock: Stock;
  reservations(productId: string): Promise<readonly SeenReservation[]>;
  passTime(seconds: number): void;
};

export const received = (units: number): StockLevel => ({ ...emptyLevel, received: units, available: units });

/** What must hold at all times. */
export const expectBalanced = async (
  { stock, reservations }: Pick<StockUnderTest, 'stock' | 'reservations'>,
  productId: ProductId,
): Promise<void> => {
  const level = (await stock.level(productId))?.value ?? emptyLevel;
  const held = (await reservations(productId)).filter(({ state }) => state === 'held');
  expect(level.available).toBeGreaterThanOrEqual(0);
  expect(level.available + level.held).toBe(level.received - level.shipped);
  expect(held.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(level.held);
};
