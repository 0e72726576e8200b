import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { restartDebt } from '../orders/restart-debt.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Written } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/** Does `restartDebt` for the order that the letter names. Throws `conflict` if there is none. */
export const reviveOrder = (deps: Deps) => {
  const restart = restartDebt(deps);

  const requireNamed = <T>(named: T | undefined): T => {
    if (named !== undefined) return named;
    throw new DomainError('conflict', 'The message names no existing order, so it cannot be replayed. Discard it.');
  };

  return async ({ body }: DeadLetter): Promise<Written<Order>> => restart(requireNamed(orderIdIn(body)), requireNamed);
};
