import type { CancelOrderCommand } from '../../../application/orders/cancel-order.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { Order } from '../../../domain/order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeOrderId } from '../route-id.ts';
import { parseBody } from '../validate.ts';
import { orderResponse } from './order-response.ts';
import { cancelOrderBody } from './order-schemas.ts';

type Deps = { cancelOrder: (command: CancelOrderCommand) => Promise<Versioned<Order>> };

export const cancelOrderEndpoint = ({ cancelOrder }: Deps): Endpoint =>
  signedIn(
    async (request, principal) => {
      const body = parseBody(cancelOrderBody, request) ?? {};
      const command = { ...body, orderId: routeOrderId(request), principal, precondition: readPrecondition(request) };
      return orderResponse(200, await cancelOrder(command), principal);
    },
    { body: 'optional' },
  );
