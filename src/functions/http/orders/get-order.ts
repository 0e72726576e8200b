import type { Principal } from '../../../application/ports/tokens.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { Order } from '../../../domain/order.ts';
import type { OrderId } from '../../../domain/order-id.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeOrderId } from '../route-id.ts';
import { orderResponse } from './order-response.ts';

type Deps = { getOrder: (id: OrderId, principal: Principal) => Promise<Versioned<Order>> };

export const getOrderEndpoint = ({ getOrder }: Deps): Endpoint =>
  signedIn(async (request, principal) =>
    orderResponse(200, await getOrder(routeOrderId(request), principal), principal),
  );
