import { availabilityLook, levelLooks } from './reconcile-levels.ts';
import { type ReservationDeps, reservationLooks } from './reconcile-reservations.ts';
import { type Reconciliation, type RunDeps, startRun } from './reconciliation-run.ts';

export type ReconcileStockDeps = ReservationDeps & RunDeps;

/**
 * Looks through the books: gives back what cancelled and rejected orders still hold and sets availability bands right, each by a write
 * that anyone may repeat; reports everything else that is odd and leaves it to an operator. Safe beside the shop's own traffic and
 * beside itself; a run that breaks off has done no harm, and the next one starts again.
 * After 20 minutes no pass goes on; those that had not ended are told in `broken`, and the second looks still owed get five more.
 */
export const reconcileStock = (deps: ReconcileStockDeps) => async (): Promise<Reconciliation> => {
  const { orders, stock, products } = deps;
  const run = startRun(deps);
  const reservations = reservationLooks(deps, run);

  // First, since it is short, and shoppers see what it repairs: a run has only so much time.
  await run.sweep(
    'products',
    products.listAvailability(),
    ({ id }) => ({ productId: id }),
    availabilityLook(deps, run),
  );
  await run.sweep(
    'reservations',
    stock.listHeld(),
    ({ productId, orderId }) => ({ productId, orderId }),
    reservations.held,
  );
  await run.sweep('orders', orders.listConfirmed(), ({ id }) => ({ orderId: id }), reservations.confirmed);
  await run.sweep('levels', stock.listLevels(), ({ productId }) => ({ productId }), levelLooks(deps, run));
  return run.finish();
};
