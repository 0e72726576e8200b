import type { Order } from '../../../domain/order.ts';

/** What the customer sees. What is still due stays internal. */
export const presentOrder = ({
  commandHash: _h,
  customerId: _c,
  due: _d,
  dueSince: _s,
  attention: _a,
  ...order
}: Order) => order;

export const presentOrderToStaff = (order: Order) => {
  const { customerId, due, dueSince, attention } = order;
  return {
    ...presentOrder(order),
    customerId,
    ...(due && { due }),
    ...(due && dueSince && { dueSince }),
    ...(attention && { attention }),
  };
};
