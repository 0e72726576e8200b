import type { ChangeOrderCommand } from '../../../application/orders/change-order.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { Order } from '../../../domain/order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeOrderId } from '../route-id.ts';
import { orderResponse } from './order-response.ts';

type Deps = { retryOrder: (command: ChangeOrderCommand) => Promise<Versioned<Order>> };

export const retryOrderEndpoint = ({ retryOrder }: Deps): Endpoint =>
  signedIn(
    async (request, principal) => {
      const command = { orderId: routeOrderId(request), principal, precondition: readPrecondition(request) };
      return orderResponse(202, await retryOrder(command), principal);
    },
    { roles: ['admin'] },
  );
