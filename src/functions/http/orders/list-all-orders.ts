import type { Page } from '../../../application/cursor.ts';
import type { ListAllOrdersQuery } from '../../../application/orders/list-all-orders.ts';
import type { Order } from '../../../domain/order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { listAllOrdersQuery } from './order-schemas.ts';
import { presentOrderToStaff } from './present-order.ts';

type Deps = { listAllOrders: (query: ListAllOrdersQuery) => Promise<Page<Order>> };

export const listAllOrdersEndpoint = ({ listAllOrders }: Deps): Endpoint =>
  signedIn(
    async (request) =>
      presentPage(request, await listAllOrders(parseQuery(listAllOrdersQuery, request)), presentOrderToStaff),
    { roles: ['admin', 'warehouse'] },
  );
