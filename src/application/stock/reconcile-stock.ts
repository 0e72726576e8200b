import type { Capabilities } from '../capabilities.ts';
import { checkAvailability } from './check-availability.ts';
import { checkLevel } from './check-level.ts';
import { checkReservations } from './check-reservations.ts';
import type { Reconciliation } from './reconciliation-results.ts';
import { startReconciliation } from './reconciliation-run.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'clock' | 'log' | 'pause' | 'lowStock'>;

/**
 * Checks orders, reservations, levels and bands against each other. Gives back what cancelled and
 * rejected orders still hold, corrects bands, and leaves the rest to an operator. Safe next to the
 * shop's own traffic and another run, and safe to stop anywhere. Passes that have not ended after
 * 20 minutes are listed in `broken`; second looks get five more minutes.
 */
export const reconcileStock = (deps: Deps) => async (): Promise<Reconciliation> => {
  const { orders, stock, products } = deps;
  const run = startReconciliation(deps);
  const reservations = checkReservations(deps, run);

  // First, because it is short and shoppers see what it corrects.
  await run.checkEach(
    'products',
    products.listAvailability(),
    ({ id }) => ({ productId: id }),
    checkAvailability(deps, run),
  );
  await run.checkEach(
    'reservations',
    stock.listHeld(),
    ({ productId, orderId }) => ({ productId, orderId }),
    reservations.held,
  );
  await run.checkEach('orders', orders.listConfirmed(), ({ id }) => ({ orderId: id }), reservations.confirmed);
  await run.checkEach('levels', stock.listLevels(), ({ productId }) => ({ productId }), checkLevel(deps, run));
  await run.takeLastLooks();
  return run.results;
};
