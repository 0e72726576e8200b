import { DomainError } from '../../domain/errors.ts';
import { confirm, type Due, linesByProduct, type Order, reject, withoutDue } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { refreshAvailability } from '../stock/refresh-availability.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'clock' | 'log' | 'lowStock'>;

/** The work in progress: ties a failure to what was due and to the product. */
export type Working = { due: Due; productId?: ProductId };

/** Called before each product, and before the outcome is written. */
export type OnWorking = (working: Working) => void;

const MAX_ROUNDS = 20;

/**
 * Does what one state of an order calls for and returns the state to write. Every step may run
 * twice, late, or at the same time as itself.
 */
const steps = (
  deps: Deps,
): Record<Due, (order: Order, onProduct: (productId: ProductId) => void) => Promise<Order>> => {
  const refresh = refreshAvailability(deps);
  const now = () => deps.clock().toISOString();

  return {
    reserve: async (order, onProduct) => {
      for (const { productId, quantity } of linesByProduct(order)) {
        onProduct(productId);
        const { outcome, change } = await deps.stock.reserve(productId, order.id, quantity);
        await refresh(productId, change);
        if (outcome === 'short') return reject(order, productId, now());
      }
      return confirm(order, now());
    },
    release: async (order, onProduct) => {
      for (const { productId, quantity } of linesByProduct(order)) {
        onProduct(productId);
        await refresh(productId, await deps.stock.release(productId, order.id, quantity));
      }
      return withoutDue(order);
    },
    settle: async (order, onProduct) => {
      for (const { productId, quantity } of linesByProduct(order)) {
        onProduct(productId);
        await deps.stock.settle(productId, order.id, quantity);
      }
      return withoutDue(order);
    },
  };
};

/**
 * Level-triggered: loads the order and does what is due, whatever woke it, until nothing is due. If
 * the write meets a newer version, it reloads and starts again.
 */
export const settleDue = (deps: Deps) => {
  const step = steps(deps);

  return async (orderId: OrderId, session: string | undefined, onWorking: OnWorking): Promise<void> => {
    let stored = await deps.orders.get(orderId, { session });
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!stored) throw new DomainError('not_found', `Order ${orderId} does not exist.`);
      const due = stored.value.debt?.due;
      if (due === undefined) return;
      const next = await step[due](stored.value, (productId) => onWorking({ due, productId }));
      onWorking({ due });
      const written = await deps.orders.replace(next, stored.etag);
      // After a lost race the client's own session is newer than the message's.
      stored = written === 'stale' ? await deps.orders.get(orderId) : written;
    }
    throw new DomainError('conflict', `Order ${orderId} kept changing for ${MAX_ROUNDS} rounds.`);
  };
};
