import type { Page } from '../../../application/cursor.ts';
import type { ListOrdersQuery } from '../../../application/orders/list-orders.ts';
import type { Order } from '../../../domain/order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { presentOrderTo } from './order-response.ts';
import { listOrdersQuery } from './order-schemas.ts';

type Deps = { listOrders: (query: ListOrdersQuery) => Promise<Page<Order>> };

export const listOrdersEndpoint = ({ listOrders }: Deps): Endpoint =>
  signedIn(async (request, principal) => {
    const page = await listOrders({ ...parseQuery(listOrdersQuery, request), customerId: principal.customerId });
    return presentPage(request, page, presentOrderTo(principal));
  });
