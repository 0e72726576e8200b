import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { clearAttention } from '../orders/clear-attention.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Written } from '../ports/versioned.ts';
import { loadNamedOrder } from './load-named-order.ts';

type Deps = Pick<Capabilities, 'orders' | 'clock' | 'pause' | 'random'>;

/** Clears the attention flag of the order. Throws `conflict` if the letter names none. */
export const reviveOrder = (deps: Deps) => {
  const load = loadNamedOrder(deps);
  const clear = clearAttention(deps);

  return (letter: DeadLetter): Promise<Written<Order>> =>
    clear(async () => {
      const stored = await load(letter);
      if (!stored) {
        throw new DomainError('conflict', 'The message names no existing order, so it cannot be replayed. Discard it.');
      }
      return stored;
    });
};
