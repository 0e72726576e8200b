import { DomainError, Unavailable } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import { type ClearAttentionDeps, clearAttention } from '../orders/clear-attention.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Orders } from '../ports/orders.ts';
import type { Versioned, Written } from '../ports/versioned.ts';

/**
 * The order that a dead letter names, as its sender left it or newer; undefined where there is none. A session that no replica can serve
 * any more would fail for ever: then it is read as it is, which may be older, and whoever writes is guarded by the version.
 */
export const orderOf =
  ({ orders }: { orders: Orders }) =>
  async ({ body, session }: DeadLetter): Promise<Versioned<Order> | undefined> => {
    const orderId = orderIdIn(body);
    if (orderId === undefined) return undefined;
    if (session === undefined) return orders.get(orderId);
    try {
      return await orders.get(orderId, { session });
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const stored = await orders.get(orderId);
      // A replica that lags may not have it yet: that is not to be taken for an order that is none.
      if (!stored) throw error;
      return stored;
    }
  };

/** Clears the mark of the order that a dead letter names. Throws `conflict` where it names none that there is. */
export const reviveOrder = (deps: ClearAttentionDeps) => {
  const load = orderOf(deps);
  const clear = clearAttention(deps);

  return (letter: DeadLetter): Promise<Written<Order>> =>
    clear(async () => {
      const stored = await load(letter);
      if (!stored) {
        throw new DomainError(
          'conflict',
          'The message names no order that there is, so it cannot be replayed. Discard it.',
        );
      }
      return stored;
    });
};
