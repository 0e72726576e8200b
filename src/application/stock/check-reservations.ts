import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import { type FindingCode, judgeReservation } from '../../domain/reconciliation.ts';
import type { Reservation } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ConfirmedOrder } from '../ports/orders.ts';
import type { HeldReservation, Stock } from '../ports/stock.ts';
import type { ReconciliationRun } from './reconciliation-run.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'log' | 'lowStock'>;

type Ids = { productId: ProductId; orderId: OrderId };

/** Products remembered to have a level. */
const MAX_CACHED = 10_000;

/** Different oddities of one reservation in a row. After that it is left to the next night. */
const MAX_ODDITIES = 3;

/**
 * A reservation that seemed odd with `code`, or (undefined) only had no level. It is read again
 * (`reread`). One lag later its order is read, and the two are judged.
 */
type Doubt = { code: FindingCode | undefined; nth: number; reread?: { reservation: Reservation | undefined } };

/** Remembers the products that have a level, so that it is not read for every reservation. */
const levelLookup = (stock: Pick<Stock, 'level'>) => {
  const productsWithLevel = new Set<string>();

  return async (productId: ProductId): Promise<boolean> => {
    if (productsWithLevel.has(productId)) return true;
    if ((await stock.level(productId)) === undefined) return false;
    if (productsWithLevel.size >= MAX_CACHED) productsWithLevel.clear();
    productsWithLevel.add(productId);
    return true;
  };
};

/** Gives back what the order must no longer hold. The reservation was read before its order. */
const judgeByOrder = ({ orders, stock, ...rest }: Deps, run: ReconciliationRun) => {
  const refresh = refreshAvailability(rest);
  const hasLevel = levelLookup(stock);

  /** The release that workers use, too: it takes effect once, whoever calls it. */
  const giveBack = async ({ productId, orderId }: Ids, quantity: number): Promise<void> => {
    const change = await stock.release(productId, orderId, quantity);
    if (change === undefined) return;
    run.reportRepair('reservations', { productId, orderId, quantity });
    await refresh(productId, change);
  };

  return async (ids: Ids, reservation: Reservation | undefined) => {
    const verdict = judgeReservation(ids.productId, reservation, (await orders.get(ids.orderId))?.value);
    const levelMissing = reservation?.state === 'held' && !(await hasLevel(ids.productId));
    // Without a level there is nothing to give the units back to.
    if (verdict === 'give_back' && reservation && !levelMissing) await giveBack(ids, reservation.quantity);
    return { oddity: typeof verdict === 'object' ? verdict : undefined, levelMissing };
  };
};

/** Checks reservations against orders, from both sides. */
export const checkReservations = (deps: Deps, run: ReconciliationRun) => {
  const { stock } = deps;
  const judge = judgeByOrder(deps, run);
  const reportedWithoutLevel = new Set<string>();

  const reportMissingLevel = ({ productId }: Ids): void => {
    if (reportedWithoutLevel.has(productId)) return;
    reportedWithoutLevel.add(productId);
    run.reportFinding({ code: 'level_missing', productId });
  };

  const judgeAgain = async (
    ids: Ids,
    { code, nth }: Doubt,
    reservation: Reservation | undefined,
  ): Promise<Doubt | 'done'> => {
    const { oddity, levelMissing } = await judge(ids, reservation);
    if (levelMissing) reportMissingLevel(ids);
    if (oddity === undefined) return 'done';
    if (oddity.code === code) {
      run.reportFinding({ ...ids, ...oddity });
      return 'done';
    }
    if (nth < MAX_ODDITIES) return { code: oddity.code, nth: nth + 1 };
    run.reportBusy(ids);
    return 'done';
  };

  /**
   * # What a second look proves
   *
   * The first look saw `code`, or that there is no level. Now the reservation is read again and,
   * one lag later, the order. An oddity that is still there was true at one moment, when the
   * reservation was read:
   * - held, but the order or the level is missing: both exist before a reservation does.
   * - held, but the confirmed order has other items: an order's items never change.
   * - held, although the order was already seen as shipped and settled: settled is final.
   * - not held, although the order was confirmed before and after: it was so in between, because an
   *   order is confirmed for one stretch of time.
   */
  const confirmOddity = (ids: Ids, code: FindingCode | undefined): void =>
    run.lookAgain<Doubt>(ids, { code, nth: 1 }, async (doubt) => {
      if (doubt.reread) return judgeAgain(ids, doubt, doubt.reread.reservation);
      return { ...doubt, reread: { reservation: await stock.reservation(ids.productId, ids.orderId) } };
    });

  return {
    held: async ({ productId, orderId, quantity }: HeldReservation): Promise<void> => {
      const ids = { productId, orderId };
      const { oddity, levelMissing } = await judge(ids, { quantity, state: 'held' });
      if (oddity || levelMissing) confirmOddity(ids, oddity?.code);
    },

    /** All products of a confirmed order are held. `held` checks the quantities. */
    confirmed: async ({ id: orderId, items }: ConfirmedOrder): Promise<void> => {
      for (const productId of new Set(items.map((line) => line.productId))) {
        const reservation = await stock.reservation(productId, orderId);
        if (reservation?.state !== 'held') confirmOddity({ productId, orderId }, 'reservation_missing');
      }
    },
  };
};
