import type { Delivery } from '../../../domain/delivery.ts';
import type { EventId } from '../../../domain/event.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeEventId } from '../route-id.ts';
import { presentDeliveryWithEndpoint } from './present-delivery.ts';

type Deps = { listDeliveriesOfEvent: (id: EventId) => Promise<readonly Delivery[]> };

/** At most one for each endpoint, so they fit on one page. */
export const listDeliveriesOfEventEndpoint = ({ listDeliveriesOfEvent }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const deliveries = await listDeliveriesOfEvent(routeEventId(request));
      return { status: 200, body: { items: deliveries.map(presentDeliveryWithEndpoint) } };
    },
    { roles: ['admin'] },
  );
