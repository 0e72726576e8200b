import type { Order } from '../../../domain/order.ts';
import { orderNumberOf } from '../../../domain/order-number.ts';

/** What the customer sees. What is still due stays internal. */
export const presentOrder = (order: Order) => {
  const { id, commandHash: _h, customerId: _c, debt: _d, attention: _a, origins: _o, ...shown } = order;
  return { id, number: orderNumberOf(id), ...shown };
};

export const presentOrderToStaff = (order: Order) => {
  const { customerId, debt, attention } = order;
  return {
    ...presentOrder(order),
    customerId,
    due: debt?.due,
    dueSince: debt?.since,
    attention,
  };
};
