import type { PlacedOrder, PlaceOrderCommand } from '../../application/place-order.ts';
import { type Endpoint, signedIn } from './api.ts';
import { BASE_PATH, presentOrder } from './present.ts';
import { placeOrderBody } from './schemas.ts';
import { validBody, validIdempotencyKey } from './validate.ts';

type Deps = { placeOrder: (command: PlaceOrderCommand) => Promise<PlacedOrder> };

export const placeOrderEndpoint = ({ placeOrder }: Deps): Endpoint =>
  signedIn(
    async (request, { customerId }) => {
      const idempotencyKey = validIdempotencyKey(request);
      const body = validBody(placeOrderBody, request);
      const { value, etag, replayed } = await placeOrder({
        ...body,
        customerId,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      });
      const location = `${BASE_PATH}/orders/${value.id}`;
      const headers = { location, ...(replayed && { 'idempotency-replayed': 'true' }) };
      return { status: 201, body: presentOrder(value), etag, headers };
    },
    { body: 'required' },
  );
