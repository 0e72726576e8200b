import type { Delivery } from '../../domain/delivery.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { EventId } from '../../domain/event.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { getEvent } from '../events/get-event.ts';

type Deps = Pick<Capabilities, 'events' | 'webhookEndpoints' | 'deliveries'>;

const MAX_READS_AT_ONCE = 10;

/**
 * One delivery for each endpoint that the event is sent to, the oldest endpoint first. Costs one
 * point read for each endpoint. Deliveries to removed endpoints are left out. Throws `not_found` if
 * there is no such event.
 */
export const listDeliveriesOfEvent = (deps: Deps) => {
  const loadEvent = getEvent(deps);

  return async (eventId: EventId): Promise<readonly Delivery[]> => {
    const [endpoints] = await Promise.all([deps.webhookEndpoints.list(), loadEvent(eventId)]);
    const found = new Map<EndpointId, Delivery>();
    const ids = endpoints.map(({ value }) => value.id);
    await eachBounded(ids, MAX_READS_AT_ONCE, async (endpointId) => {
      const stored = await deps.deliveries.get({ endpointId, eventId });
      if (stored !== undefined) found.set(endpointId, stored.value);
    });
    return ids.flatMap((id) => found.get(id) ?? []);
  };
};
