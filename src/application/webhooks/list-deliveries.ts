import { type Delivery, type DeliveryStatus, deliverySortKey } from '../../domain/delivery.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import { getEndpoint } from './get-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'deliveries'>;

export type ListDeliveriesQuery = { endpointId: EndpointId; status?: DeliveryStatus; limit: number; cursor?: string };

/** Newest first. Throws `not_found` if there is no such endpoint. */
export const listDeliveries = (deps: Deps) => {
  const load = getEndpoint(deps);

  return async ({ endpointId, status, limit, cursor }: ListDeliveriesQuery): Promise<Page<Delivery>> => {
    const scope = JSON.stringify(['deliveries', endpointId, status ?? null]);
    const before = decodeCursor(scope, cursor);
    await load(endpointId);
    const rows = await deps.deliveries.list({ endpointId, status, limit: limit + 1, before });
    return cutPage(rows, limit, scope, deliverySortKey);
  };
};
