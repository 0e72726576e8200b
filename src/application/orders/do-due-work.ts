import { DomainError } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';
import {
  confirm,
  type Due,
  type Order,
  type OrderLine,
  reject,
  type Shortage,
  sortLinesByProduct,
  withoutDebt,
} from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import { refreshAvailability } from '../stock/refresh-availability.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'clock' | 'log' | 'lowStock'>;

/** What is being done, so that a failure can name it. Without a product: writing the order. */
export type CurrentWork = { due: Due; productId?: ProductId };

type Progress = {
  /**
   * Called before each change of stock and each write of the order, so that the last call names
   * what a failure interrupted. If it was never called, the first read of the order failed. If a
   * later read fails, the last call still names the write before it.
   */
  onStep: (work: CurrentWork) => void;
  /** After each write of the order; perhaps not if its answer was lost. */
  onWritten: (order: Order, work: Due) => void;
};

const MAX_ROUNDS = 20;

/** Each returns the order to write. It may run twice, late, or concurrently with itself. */
const workFor = (
  deps: Deps,
): Record<Due, (order: Order, onProduct: (productId: ProductId) => void) => Promise<Order>> => {
  const refresh = refreshAvailability(deps);
  const now = () => deps.clock().toISOString();

  /** Undefined if there is enough. May be stale, so only for listing what is short. */
  const lookForShortage = async ({ productId, quantity }: OrderLine): Promise<Shortage | undefined> => {
    const available = (await deps.stock.level(productId))?.value.available ?? 0;
    return available < quantity ? { productId, available } : undefined;
  };

  /**
   * Looks at the rest as well, so that the order names every line that is short. Reserves nothing.
   * The refused line is short even if this read shows enough. `available` is then left out.
   */
  const findShortages = async (refused: OrderLine, rest: readonly OrderLine[]): Promise<readonly Shortage[]> => {
    const found: Shortage[] = [(await lookForShortage(refused)) ?? { productId: refused.productId }];
    for (const line of rest) {
      const shortage = await lookForShortage(line);
      if (shortage) found.push(shortage);
    }
    return found;
  };

  return {
    reserve: async (order, onProduct) => {
      const lines = sortLinesByProduct(order);
      for (const [n, line] of lines.entries()) {
        const { productId, quantity } = line;
        onProduct(productId);
        const { outcome, change } = await deps.stock.reserve(productId, order.id, quantity);
        if (outcome === 'short') return reject(order, await findShortages(line, lines.slice(n + 1)), now());
        await refresh(productId, change);
      }
      return confirm(order, now());
    },
    release: async (order, onProduct) => {
      for (const { productId, quantity } of sortLinesByProduct(order)) {
        onProduct(productId);
        await refresh(productId, await deps.stock.release(productId, order.id, quantity));
      }
      return withoutDebt(order);
    },
    settle: async (order, onProduct) => {
      // Availability does not change: the units were held before.
      for (const { productId, quantity } of sortLinesByProduct(order)) {
        onProduct(productId);
        await deps.stock.settle(productId, order.id, quantity);
      }
      return withoutDebt(order);
    },
  };
};

/**
 * Does what the order owes until it owes nothing. If the write meets a newer version, it reloads
 * and starts again. 'unknown_order': there is no such order.
 *
 * # A stale read does no harm
 *
 * A read may show an older version of the order. If that version owes work, the work is done once
 * more, which is safe (see `Stock.reserve`), and its write is stale. If it owes nothing, we stop,
 * although the newest version may owe something: that version has a message of its own, from
 * whoever wrote it or from the relay.
 */
export const doDueWork = (deps: Deps) => {
  const work = workFor(deps);

  /** Undefined only if there is no such order. A replica that lags may not show it yet. */
  const find = async (orderId: OrderId, session?: string): Promise<Versioned<Order> | undefined> =>
    (await deps.orders.get(orderId, { session })) ?? (await deps.orders.getLatest(orderId));

  const writeOrReload = async (
    next: Order,
    etag: Etag,
    onWritten: (order: Order) => void,
  ): Promise<Versioned<Order> | undefined> => {
    const written = await deps.orders.replace(next, etag);
    // Without the session of the message, which is older than the write that won: see `Orders.get`.
    if (written === 'stale') return find(next.id);
    onWritten(written.value);
    return written;
  };

  return async (
    orderId: OrderId,
    session: string | undefined,
    { onStep, onWritten }: Progress,
  ): Promise<'handled' | 'unknown_order'> => {
    let stored = await find(orderId, session);
    for (let round = 1; ; round++) {
      if (!stored) return 'unknown_order';
      const due = stored.value.debt?.due;
      if (due === undefined) return 'handled';
      if (round > MAX_ROUNDS) {
        // A DomainError, so that staff see its text in the attention flag.
        throw new DomainError('conflict', `Order ${orderId} kept changing for ${MAX_ROUNDS} rounds.`);
      }
      const next = await work[due](stored.value, (productId) => onStep({ due, productId }));
      onStep({ due });
      stored = await writeOrReload(next, stored.etag, (order) => onWritten(order, due));
    }
  };
};
