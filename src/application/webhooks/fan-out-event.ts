import { newDelivery } from '../../domain/delivery.ts';
import type { EventId } from '../../domain/event.ts';
import { subjectOfEvent, typeOfEvent } from '../../domain/event-id.ts';
import { isEnabled, wantsType } from '../../domain/webhook-endpoint.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'events' | 'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock'>;

const MAX_CREATES = 8;

/**
 * Creates a delivery for every enabled endpoint that wants the event, sends for all of them, and
 * only then removes the event's debt. Safe to repeat, late or at the same time: a delivery that is
 * there stays as it is.
 */
export const fanOutEvent =
  ({ events, webhookEndpoints, deliveries, deliveryQueue, clock }: Deps) =>
  async (id: EventId): Promise<void> => {
    // The id says all that a delivery needs, so the event is not read.
    const event = { id, type: typeOfEvent(id), subject: subjectOfEvent(id) };
    // Not from a stale list: once the debt is removed, no one looks for endpoints again.
    const endpoints = (await webhookEndpoints.listLatest())
      .map(({ value }) => value)
      .filter((endpoint) => isEnabled(endpoint) && wantsType(endpoint, event.type));
    const now = clock().toISOString();
    await eachBounded(endpoints, MAX_CREATES, async (endpoint) => {
      await deliveries.create(newDelivery(endpoint.id, event, now));
    });
    // Those that were there, too: an earlier run may have ended before it sent.
    if (endpoints.length > 0) {
      await deliveryQueue.send(endpoints.map((endpoint) => ({ endpointId: endpoint.id, eventId: id })));
    }
    await events.removeDebt(id);
  };
