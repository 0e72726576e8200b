import { listAllOrders } from '../../src/application/orders/list-all-orders.ts';
import type { Orders } from '../../src/application/ports/orders.ts';
import { type Order, orderStatuses } from '../../src/domain/order.ts';

/** All orders, page by page, as staff list them. */
export const everyOrder = async (orders: Orders): Promise<readonly Order[]> => {
  const list = listAllOrders({ orders });
  const found: Order[] = [];
  let page = await list({ limit: 100 });
  found.push(...page.items);
  while (page.nextCursor !== undefined) {
    page = await list({ limit: 100, cursor: page.nextCursor });
    found.push(...page.items);
  }
  return found;
};

export type Sums = Readonly<Record<string, number>>;

/**
 * Computes a report's figures in another way: `{currency}/{figure}` and
 * `{currency}/{product}/{figure}`, without zeros.
 */
export const addUpSales = (orders: readonly Order[], day: string): Sums => {
  const sums: Record<string, number> = {};
  const add = (name: string, amount: number) => {
    if (amount !== 0) sums[name] = (sums[name] ?? 0) + amount;
  };
  for (const order of orders) {
    for (const status of orderStatuses) {
      if (order[`${status}At`]?.slice(0, 10) !== day) continue;
      add(`${order.currency}/${status}`, 1);
      for (const { productId } of order.items) add(`${order.currency}/${productId}/${status}`, 1);
    }
    if (order.confirmedAt?.slice(0, 10) !== day) continue;
    add(`${order.currency}/revenue`, order.total);
    for (const { productId, quantity, unitPrice } of order.items) {
      add(`${order.currency}/units`, quantity);
      add(`${order.currency}/${productId}/units`, quantity);
      add(`${order.currency}/${productId}/revenue`, quantity * unitPrice);
    }
  }
  return sums;
};
