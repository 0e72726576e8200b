import { Unavailable } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders'>;

/**
 * The order that a dead letter names, as its sender wrote it or newer. If no replica can serve the
 * session any more, it may be older: safe, because every write checks the version.
 */
export const loadNamedOrder =
  ({ orders }: Deps) =>
  async ({ body, session }: DeadLetter): Promise<Versioned<Order> | undefined> => {
    const orderId = orderIdIn(body);
    if (orderId === undefined) return undefined;
    if (session === undefined) return orders.get(orderId);
    try {
      return await orders.get(orderId, { session });
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const stored = await orders.get(orderId);
      // A lagging replica may not have the order yet.
      if (!stored) throw error;
      return stored;
    }
  };
