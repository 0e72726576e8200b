import type { Page } from '../../../application/cursor.ts';
import type { ListDeliveriesQuery } from '../../../application/webhooks/list-deliveries.ts';
import type { Delivery } from '../../../domain/delivery.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { presentDelivery } from './present-delivery.ts';
import { routeEndpointId } from './route-webhook-ids.ts';
import { listDeliveriesQuery } from './webhook-schemas.ts';

type Deps = { listDeliveries: (query: ListDeliveriesQuery) => Promise<Page<Delivery>> };

export const listDeliveriesEndpoint = ({ listDeliveries }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const query = parseQuery(listDeliveriesQuery, request);
      const page = await listDeliveries({ ...query, endpointId: routeEndpointId(request) });
      return presentPage(request, page, presentDelivery);
    },
    { roles: ['admin'] },
  );
