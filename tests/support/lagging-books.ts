import type { Orders } from '../../src/application/ports/orders.ts';
import type { Stock } from '../../src/application/ports/stock.ts';
import type { Versioned } from '../../src/application/ports/versioned.ts';
import type { Order } from '../../src/domain/order.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';
import type { Reservation, StockLevel } from '../../src/domain/stock.ts';

type Seen<T> = { at: number; value: T };

/**
 * The history of a document. A lagging replica shows any version that was current within the last
 * `lagMs`.
 */
const history = <T>(now: () => number, lagMs: number, lagOf: () => number) => {
  const byId = new Map<string, Seen<T>[]>();
  return {
    note(id: string, value: T): void {
      const known = byId.get(id) ?? [];
      known.push({ at: now(), value });
      byId.set(id, known);
    },
    /** `lagOf`: from 0 (no lag) to 1 (all of it). */
    read(id: string, current: T): T {
      const at = now() - lagMs * lagOf();
      const known = byId.get(id) ?? [];
      return structuredClone(known.findLast((seen) => seen.at <= at)?.value ?? known[0]?.value ?? current);
    },
  };
};

/**
 * Orders and stock whose reads lag, each by up to `lagMs`, not even monotonically: a later read may
 * show less than an earlier one. Writes never lag. Records the state right after every write.
 */
export const laggingBooks = (
  { orders, stock }: { orders: Orders; stock: Stock },
  { now, lagMs, lagOf }: { now: () => number; lagMs: number; lagOf: () => number },
): { orders: Orders; stock: Stock } => {
  const ofOrders = history<Versioned<Order> | undefined>(now, lagMs, lagOf);
  const ofLevels = history<Versioned<StockLevel> | undefined>(now, lagMs, lagOf);
  const ofReservations = history<Reservation | undefined>(now, lagMs, lagOf);
  const pairs = new Map<string, { productId: ProductId; orderId: OrderId }>();
  const key = (productId: string, orderId: string) => `${productId} ${orderId}`;

  const noteOrder = async (id: OrderId) => ofOrders.note(id, await orders.get(id));
  const noteStock = async (productId: ProductId, orderId: OrderId) => {
    pairs.set(key(productId, orderId), { productId, orderId });
    ofReservations.note(key(productId, orderId), await stock.reservation(productId, orderId));
    ofLevels.note(productId, await stock.level(productId));
  };
  /** The state before the first write is part of the history, too. */
  const noteBefore = async (productId: ProductId, orderId: OrderId) => {
    if (!pairs.has(key(productId, orderId))) await noteStock(productId, orderId);
  };

  return {
    orders: {
      ...orders,
      create: async (order) => {
        ofOrders.note(order.id, undefined);
        const created = await orders.create(order);
        await noteOrder(order.id);
        return created;
      },
      replace: async (order, etag) => {
        const written = await orders.replace(order, etag);
        await noteOrder(order.id);
        return written;
      },
      get: async (id, options) => {
        const current = await orders.get(id);
        return options?.session ? current : ofOrders.read(id, current);
      },
    },
    stock: {
      ...stock,
      reserve: async (productId, orderId, quantity) => {
        await noteBefore(productId, orderId);
        const outcome = await stock.reserve(productId, orderId, quantity);
        await noteStock(productId, orderId);
        return outcome;
      },
      release: async (productId, orderId, quantity) => {
        await noteBefore(productId, orderId);
        const change = await stock.release(productId, orderId, quantity);
        await noteStock(productId, orderId);
        return change;
      },
      settle: async (productId, orderId, quantity) => {
        await noteBefore(productId, orderId);
        await stock.settle(productId, orderId, quantity);
        await noteStock(productId, orderId);
      },
      level: async (productId) => ofLevels.read(productId, await stock.level(productId)),
      reservation: async (productId, orderId) =>
        ofReservations.read(key(productId, orderId), await stock.reservation(productId, orderId)),
      async *listHeld(wanted) {
        for (const { productId, orderId } of pairs.values()) {
          if (wanted !== undefined && productId !== wanted) continue;
          const seen = ofReservations.read(key(productId, orderId), await stock.reservation(productId, orderId));
          if (seen?.state === 'held') yield { productId, orderId, quantity: seen.quantity };
        }
      },
      async *listLevels() {
        for await (const { productId, ...level } of stock.listLevels()) {
          const seen = ofLevels.read(productId, level);
          if (seen) yield { productId, ...seen };
        }
      },
    },
  };
};
