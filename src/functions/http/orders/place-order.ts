import { BASE_PATH } from '../../../application/base-path.ts';
import type { PlacedOrder, PlaceOrderCommand } from '../../../application/orders/place-order.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { checkBody, checkIdempotencyKey, requireBoth } from '../validate.ts';
import { orderResponse } from './order-response.ts';
import { placeOrderBody } from './order-schemas.ts';

type Deps = { placeOrder: (command: PlaceOrderCommand) => Promise<PlacedOrder> };

export const placeOrderEndpoint = ({ placeOrder }: Deps): Endpoint =>
  signedIn(
    async (request, principal) => {
      const [idempotencyKey, body] = requireBoth(checkIdempotencyKey(request), checkBody(placeOrderBody, request));
      const { replayed, ...placed } = await placeOrder({
        ...body,
        customerId: principal.customerId,
        idempotencyKey,
      });
      const location = `${BASE_PATH}/orders/${placed.value.id}`;
      const headers = { location, ...(replayed && { 'idempotency-replayed': 'true' }) };
      return { ...orderResponse(201, placed, principal), headers };
    },
    { body: 'required' },
  );
