import { type Shipment, ship } from '../../domain/order.ts';
import { type ChangeOrderCommand, type ChangeOrderDeps, changeOrder } from './change-order.ts';

export type ShipOrderCommand = ChangeOrderCommand & { shipment: Shipment };

/** Idempotent for the same shipment. A worker settles the stock later. */
export const shipOrder = (deps: ChangeOrderDeps) => {
  const change = changeOrder(deps);
  return (command: ShipOrderCommand) => change(command, (order, now) => ship(order, command.shipment, now));
};
