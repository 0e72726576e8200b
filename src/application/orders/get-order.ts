import type { Orders } from '../ports/orders.ts';
import { visibleOrder } from './visible-order.ts';

export const getOrder = (deps: { orders: Orders }) => visibleOrder(deps);
