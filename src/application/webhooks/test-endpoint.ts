import { newDelivery } from '../../domain/delivery.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { EventId } from '../../domain/event.ts';
import { newTestEvent } from '../../domain/test-event.ts';
import type { Capabilities } from '../capabilities.ts';
import { decideOnRead } from '../decide-on-read.ts';
import { requireEnabled } from './require-endpoint.ts';
import { sendDeliveries } from './send-deliveries.ts';

type Deps = Pick<
  Capabilities,
  'webhookEndpoints' | 'events' | 'deliveries' | 'deliveryQueue' | 'clock' | 'entropy' | 'log' | 'findOrigin'
>;

/**
 * Delivers a test event to the endpoint, whatever its types are. Throws `not_found` or
 * `endpoint_disabled`.
 */
export const testEndpoint = (deps: Deps) => {
  const send = sendDeliveries(deps);

  return async (id: EndpointId): Promise<{ eventId: EventId }> => {
    await decideOnRead(deps.webhookEndpoints, id, async (stored) => requireEnabled(stored));
    const now = deps.clock().toISOString();
    const event = newTestEvent(id, now, deps.entropy(16));
    // It owes no fan-out: it is for this endpoint only.
    await deps.events.createPaid(event);
    await deps.deliveries.create(newDelivery(id, event, now, deps.findOrigin()));
    await send([{ endpointId: id, eventId: event.id }]);
    return { eventId: event.id };
  };
};
