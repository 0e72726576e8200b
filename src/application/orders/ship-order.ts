import { type Shipment, ship } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { type ChangeOrderCommand, changeOrder } from './change-order.ts';

type Deps = Pick<Capabilities, 'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'telemetry'>;

export type ShipOrderCommand = ChangeOrderCommand & { shipment: Shipment };

/** For staff: the endpoint checks the role. Idempotent for the same shipment. */
export const shipOrder = (deps: Deps) => {
  const change = changeOrder(deps, (fields) => deps.log.info('order_shipped', fields));
  return (command: ShipOrderCommand) => change(command, (order, now) => ship(order, command.shipment, now));
};
