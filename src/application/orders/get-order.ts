import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { customerTagOf, customerTagOfOrder, type OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { decideOnRead } from '../decide-on-read.ts';
import { isStaff } from '../is-staff.ts';
import type { Principal } from '../ports/tokens.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'orders'>;

const notFound = () => new DomainError('not_found', 'There is no such order.');

/** For its owner and staff. For everybody else it is `not_found`. */
export const requireVisible = (stored: Versioned<Order> | undefined, principal: Principal): Versioned<Order> => {
  if (!stored || (stored.value.customerId !== principal.customerId && !isStaff(principal))) {
    throw notFound();
  }
  return stored;
};

/** Reads nothing for a stranger: the id says whose order it is. */
export const getOrder =
  ({ orders }: Deps) =>
  async (id: OrderId, principal: Principal): Promise<Versioned<Order>> => {
    const mayBeVisible = isStaff(principal) || customerTagOfOrder(id) === customerTagOf(principal.customerId);
    if (!mayBeVisible) throw notFound();
    return decideOnRead(orders, id, async (found) => requireVisible(found, principal));
  };
