import { isEnabled } from '../../../src/domain/webhook-endpoint.ts';
import { nameOf } from './delivery-ledger.ts';
import type { EventWorld } from './event-world.ts';

/** What must hold whenever all is quiet. */
export const checkEvents = ({ truth, events, endpoints, deliveries, messages, expected, breaks }: EventWorld): void => {
  for (const id of truth.mustExist()) {
    if (!events.exists(id)) breaks(`${id} was never recorded`);
    else if (!messages.wasPublished(id)) breaks(`${id} was never on the topic`);
  }
  for (const { event, dueSince } of events.all()) {
    if (dueSince !== undefined) breaks(`${event.id} still owes its fan-out`);
  }
  const existing = new Set(deliveries.all().map(nameOf));
  for (const name of expected) if (!existing.has(name)) breaks(`${name} has no delivery`);
  for (const delivery of deliveries.all()) {
    const endpoint = endpoints.latest(delivery.endpointId);
    if (delivery.status === 'pending' && endpoint && isEnabled(endpoint)) breaks(`${nameOf(delivery)} never ended`);
  }
};
