import type { Order } from '../../../domain/order.ts';
import { orderNumberOf } from '../../../domain/order-number.ts';

/** What the customer sees. What is still due stays internal. */
export const presentOrder = ({ id, commandHash: _h, customerId: _c, debt: _d, attention: _a, ...order }: Order) => ({
  id,
  number: orderNumberOf(id),
  ...order,
});

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
