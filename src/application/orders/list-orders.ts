import type { CustomerId } from '../../domain/customer-id.ts';
import { type Order, type OrderStatus, orderSortKey } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';

type Deps = Pick<Capabilities, 'orders'>;

export type ListOrdersQuery = { customerId: CustomerId; status?: OrderStatus; limit: number; cursor?: string };

export const listOrders =
  ({ orders }: Deps) =>
  async ({ customerId, status, limit, cursor }: ListOrdersQuery): Promise<Page<Order>> => {
    const scope = JSON.stringify(['orders', customerId, status ?? null]);
    const page = { status, limit: limit + 1, before: decodeCursor(scope, cursor) };
    const rows = await orders.listByCustomer(customerId, page);
    return cutPage(rows, limit, scope, orderSortKey);
  };
