import { DomainError } from '../../domain/errors.ts';
import { cancel } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { type ChangeOrderCommand, changeOrder } from './change-order.ts';

type Deps = Pick<Capabilities, 'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'telemetry'>;

export type CancelOrderCommand = ChangeOrderCommand & { reason?: string };

/** For the owner and admins. Idempotent. A worker gives the stock back later. */
export const cancelOrder = (deps: Deps) => {
  const change = changeOrder(deps, (fields, { cancellation }) =>
    deps.log.info('order_cancelled', { ...fields, by: cancellation?.by }),
  );

  return (command: CancelOrderCommand) =>
    change(command, (order, now) => {
      const owner = order.customerId === command.principal.customerId;
      if (!owner && !command.principal.roles.includes('admin')) {
        throw new DomainError('forbidden', 'Only the customer or an admin can cancel an order.');
      }
      const { reason } = command;
      return cancel(order, { by: owner ? 'customer' : 'staff', ...(reason !== undefined && { reason }) }, now);
    });
};
