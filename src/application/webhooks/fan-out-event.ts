import { newDelivery } from '../../domain/delivery.ts';
import type { EventId } from '../../domain/event.ts';
import { subjectOfEvent, typeOfEvent } from '../../domain/event-id.ts';
import { isEnabled, wantsType } from '../../domain/webhook-endpoint.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';

type Deps = Pick<Capabilities, 'events' | 'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock' | 'findOrigin'>;

const MAX_CREATES = 8;

/**
 * Creates a delivery for every enabled endpoint that wants the event, sends for all of them, and
 * only then removes the event's debt. Safe to repeat, late or at the same time: a delivery that is
 * there stays as it is. If one cannot be created, the others are sent for all the same.
 */
export const fanOutEvent =
  ({ events, webhookEndpoints, deliveries, deliveryQueue, clock, findOrigin }: Deps) =>
  async (id: EventId): Promise<void> => {
    // The id says all that a delivery needs, so the event is not read.
    const event = { id, type: typeOfEvent(id), subject: subjectOfEvent(id) };
    // Not from a stale list: once the debt is removed, no one looks for endpoints again.
    const endpoints = (await webhookEndpoints.listLatest())
      .map(({ value }) => value)
      .filter((endpoint) => isEnabled(endpoint) && wantsType(endpoint, event.type));
    const now = clock().toISOString();
    const keys: DeliveryKey[] = [];
    const failures: unknown[] = [];
    await eachBounded(endpoints, MAX_CREATES, async (endpoint) => {
      try {
        await deliveries.create(newDelivery(endpoint.id, event, now, findOrigin()));
        keys.push({ endpointId: endpoint.id, eventId: id });
      } catch (error) {
        failures.push(error);
      }
    });
    // Those that were there, too: an earlier run may have ended before it sent.
    if (keys.length > 0) await deliveryQueue.send(keys);
    // The debt stays, and the relay makes up for those that failed.
    if (failures.length > 0) throw failures[0];
    await events.removeDebt(id);
  };
