import type { Stock } from '../../src/application/ports/stock.ts';
import type { Order } from '../../src/domain/order.ts';
import type { ProductId } from '../../src/domain/product.ts';
import type { InMemoryStock, StoredReservation } from '../support/in-memory/in-memory-stock.ts';

type WatchedDeps = { stock: InMemoryStock; note: (text: string) => void; broken: (what: string) => void };

/** The stock, with its books checked after every change. */
export const watchedStock = ({ stock, note, broken }: WatchedDeps) => {
  const check = async (productId: ProductId): Promise<void> => {
    const level = (await stock.level(productId))?.value;
    if (!level) return;
    const { available, held, received, shipped } = level;
    note(`  ${productId}: ${available} available, ${held} held, ${shipped} shipped`);
    if (available < 0 || held < 0 || shipped < 0) broken(`stock of ${productId} is negative`);
    if (available + held !== received - shipped) broken(`the level of ${productId} does not balance`);
    const sum = stock
      .reservations(productId)
      .reduce((units, { state, quantity }) => units + (state === 'held' ? quantity : 0), 0);
    if (sum !== held) broken(`${held} of ${productId} are held, but the reservations hold ${sum}`);
  };

  const watched: Stock = {
    ...stock,
    adjust: async (productId, adjustment) => {
      const outcome = await stock.adjust(productId, adjustment);
      await check(productId);
      return outcome;
    },
    reserve: async (productId, orderId, quantity) => {
      const outcome = await stock.reserve(productId, orderId, quantity);
      await check(productId);
      return outcome;
    },
    release: async (productId, orderId, quantity) => {
      const outcome = await stock.release(productId, orderId, quantity);
      await check(productId);
      return outcome;
    },
    settle: async (productId, orderId, quantity) => {
      await stock.settle(productId, orderId, quantity);
      await check(productId);
    },
  };

  const reservationOf = (productId: ProductId, orderId: string): StoredReservation | undefined =>
    stock.reservations(productId).find((reservation) => reservation.orderId === orderId);

  /** An order that owes nothing has what its state promises. */
  const checkPaid = (order: Order): void => {
    if (order.debt !== undefined) return;
    const state = order.status === 'confirmed' ? 'held' : order.status === 'shipped' ? 'settled' : 'released';
    for (const { productId, quantity } of order.items) {
      const reservation = reservationOf(productId, order.id);
      const kept = state === 'released' ? reservation?.state !== 'held' : reservation?.state === state;
      if (!kept) broken(`${order.note} is ${order.status}, but its ${productId} is ${reservation?.state ?? 'missing'}`);
      else if (state !== 'released' && reservation?.quantity !== quantity) {
        broken(`${order.note} ordered ${quantity} of ${productId}, but has ${reservation?.quantity}`);
      }
    }
  };

  return { stock: watched, checkPaid };
};
