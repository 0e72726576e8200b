import { type FindingCode, verdictOn } from '../../domain/reconciliation.ts';
import type { Reservation } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ConfirmedOrder } from '../ports/orders.ts';
import type { HeldReservation } from '../ports/stock.ts';
import type { Run } from './reconciliation-run.ts';
import { refreshAvailability } from './refresh-availability.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'log' | 'lowStock'>;

type Ids = { productId: string; orderId: string };

/** Products known to have a level, so that it is not read for every reservation. */
const MAX_KNOWN = 10_000;

/** How often one oddity may be replaced by another before the check is left to the next night. */
const MAX_CHAINS = 3;

/** Checks reservations against orders, from both sides. */
export const reservationLooks = ({ orders, stock, ...rest }: Deps, run: Run) => {
  const refresh = refreshAvailability(rest);
  const known = new Set<string>();
  const reportedMissing = new Set<string>();

  const hasLevel = async (productId: string): Promise<boolean> => {
    if (known.has(productId)) return true;
    if ((await stock.level(productId)) === undefined) return false;
    if (known.size >= MAX_KNOWN) known.clear();
    known.add(productId);
    return true;
  };

  /** The same release that workers use: it takes effect once, whoever else calls it. */
  const giveBack = async ({ productId, orderId }: Ids, quantity: number): Promise<void> => {
    const change = await stock.release(productId, orderId, quantity);
    if (change === undefined) return;
    run.repaired('reservations', { productId, orderId, quantity });
    await refresh(productId, change);
  };

  /** The reservation was read first, so its order existed by then. */
  const judge = async (ids: Ids, reservation: Reservation | undefined) => {
    const verdict = verdictOn(ids.productId, reservation, (await orders.get(ids.orderId))?.value);
    const levelMissing = reservation?.state === 'held' && !(await hasLevel(ids.productId));
    // Without a level there is nothing to give the units back to.
    if (verdict === 'give back' && reservation && !levelMissing) await giveBack(ids, reservation.quantity);
    return { oddity: typeof verdict === 'object' ? verdict : undefined, levelMissing };
  };

  const reportMissingLevel = ({ productId }: Ids): void => {
    if (reportedMissing.has(productId)) return;
    reportedMissing.add(productId);
    run.report({ code: 'level_missing', productId });
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
  const confirmOddity = (ids: Ids, code: FindingCode | undefined, chain = 1): void =>
    run.lookAgain(ids, async () => {
      const reservation = await stock.reservation(ids.productId, ids.orderId);
      run.lookAgain(ids, async () => {
        const { oddity, levelMissing } = await judge(ids, reservation);
        if (levelMissing) reportMissingLevel(ids);
        if (oddity === undefined) return;
        if (oddity.code === code) run.report({ ...ids, ...oddity });
        else if (chain < MAX_CHAINS) confirmOddity(ids, oddity.code, chain + 1);
        else run.busy(ids);
      });
    });

  return {
    /** From the side of the reservations. */
    held: async ({ productId, orderId, quantity }: HeldReservation): Promise<void> => {
      const ids = { productId, orderId };
      const { oddity, levelMissing } = await judge(ids, { quantity, state: 'held' });
      if (oddity || levelMissing) confirmOddity(ids, oddity?.code);
    },

    /**
     * From the side of a confirmed order: all its products are held. `held` checks the quantity.
     */
    confirmed: async ({ id: orderId, items }: ConfirmedOrder): Promise<void> => {
      for (const productId of new Set(items.map((line) => line.productId))) {
        const reservation = await stock.reservation(productId, orderId);
        if (reservation?.state !== 'held') confirmOddity({ productId, orderId }, 'reservation_missing');
      }
    },
  };
};
