import { type Order, orderSortKey } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import type { AdminPageQuery } from '../ports/orders.ts';

type Deps = Pick<Capabilities, 'orders'>;

export type ListAllOrdersQuery = Omit<AdminPageQuery, 'before'> & { cursor?: string };

export const listAllOrders =
  ({ orders }: Deps) =>
  async ({ limit, cursor, ...filter }: ListAllOrdersQuery): Promise<Page<Order>> => {
    const { status = null, due = null, attention = null, number } = filter;
    // `number` is part of the scope only if it is given, so that cursors from before this filter
    // are still valid.
    const scope = JSON.stringify(['admin/orders', status, due, attention, ...(number === undefined ? [] : [number])]);
    const rows = await orders.listAll({ ...filter, limit: limit + 1, before: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, orderSortKey);
  };
