import type { DeliveryKey } from '../../../application/ports/deliveries.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeDeliveryKey } from './route-webhook-ids.ts';

type Deps = { retryDelivery: (key: DeliveryKey) => Promise<void> };

export const retryDeliveryEndpoint = ({ retryDelivery }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const key = routeDeliveryKey(request);
      await retryDelivery(key);
      return { status: 202, body: { eventId: key.eventId } };
    },
    { roles: ['admin'] },
  );
