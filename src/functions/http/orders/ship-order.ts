import type { ShipOrderCommand } from '../../../application/orders/ship-order.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { Order } from '../../../domain/order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeOrderId } from '../route-id.ts';
import { parseBody } from '../validate.ts';
import { orderResponse } from './order-response.ts';
import { shipOrderBody } from './order-schemas.ts';

type Deps = { shipOrder: (command: ShipOrderCommand) => Promise<Versioned<Order>> };

export const shipOrderEndpoint = ({ shipOrder }: Deps): Endpoint =>
  signedIn(
    async (request, principal) => {
      const shipment = parseBody(shipOrderBody, request);
      const command = { shipment, orderId: routeOrderId(request), principal, precondition: readPrecondition(request) };
      return orderResponse(200, await shipOrder(command), principal);
    },
    { roles: ['warehouse', 'admin'], body: 'required' },
  );
