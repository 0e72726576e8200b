import { giveUp, isSuccess, putOff } from '../../domain/delivery.ts';
import type { ShopEvent } from '../../domain/event.ts';
import { requestedWaitMs } from '../../domain/retry-schedule.ts';
import { signWebhook } from '../../domain/sign-webhook.ts';
import { validSecrets } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';
import type { WebhookClient } from '../ports/webhook-client.ts';
import { endpointGate } from './endpoint-gate.ts';
import { type DueDelivery, findDueDelivery } from './find-due-delivery.ts';
import { recordOutcome } from './record-outcome.ts';
import { scheduleDelivery } from './schedule-delivery.ts';

type Deps = Pick<
  Capabilities,
  | 'events'
  | 'webhookEndpoints'
  | 'deliveries'
  | 'deliveryQueue'
  | 'webhookClient'
  | 'clock'
  | 'pause'
  | 'random'
  | 'log'
>;

type Call = Awaited<ReturnType<WebhookClient['post']>>;

/** How long nothing but this endpoint could have kept the delivery waiting. */
const ageOf = ({ delivery, endpoint }: DueDelivery, now: Date): number => {
  const { createdAt } = delivery.value;
  const { enabledAt = createdAt } = endpoint.value;
  return now.getTime() - Math.max(Date.parse(createdAt), Date.parse(enabledAt));
};

/** The same bytes each time: an event never changes. */
const bodyOf = ({ type, time, data }: ShopEvent): string => JSON.stringify({ type, timestamp: time, data });

/**
 * Makes the attempt that is due, if one is: a message only says where to look. Level-triggered, so
 * messages may be lost, doubled or late. A crash between the call and the write repeats the call.
 */
export const deliverWebhook = (deps: Deps) => {
  const { events, deliveries, webhookClient, clock, log } = deps;
  const findDue = findDueDelivery(deps);
  const record = recordOutcome(deps);
  const schedule = scheduleDelivery(deps);
  const gate = endpointGate(deps);

  /** By writing when the next attempt is due, not by a copy of the message: they never multiply. */
  const putOffDelivery = async ({ delivery: { value, etag } }: DueDelivery, putOffMs: number): Promise<void> => {
    const later = putOff(value, new Date(clock().getTime() + putOffMs));
    if ((await deliveries.replace(later, etag)) !== 'stale') await schedule(later, later.nextAt);
  };

  const endExpired = async ({ delivery: { value, etag } }: DueDelivery): Promise<void> => {
    const { endpointId, eventId, type } = value;
    const written = await deliveries.replace(giveUp(value, clock().toISOString()), etag);
    if (written !== 'stale') log.warn('webhook_failed', { endpointId, eventId, type, error: 'event_expired' });
  };

  const post = ({ endpoint: { value: endpoint } }: DueDelivery, event: ShopEvent, at: Date): Promise<Call> => {
    const body = bodyOf(event);
    const timestamp = Math.floor(at.getTime() / 1000);
    const headers = signWebhook({ id: event.id, timestamp, body }, validSecrets(endpoint, at.toISOString()));
    return webhookClient.post({ url: endpoint.url, headers: { 'content-type': 'application/json', ...headers }, body });
  };

  return async (key: DeliveryKey): Promise<void> => {
    const due = await findDue(key);
    if (due === undefined) return;
    const event = (await events.get(key.eventId)) ?? (await events.getLatest(key.eventId));
    if (event === undefined) return endExpired(due);

    const slot = await gate.enter(key.endpointId, ageOf(due, clock()));
    if ('putOffMs' in slot) return putOffDelivery(due, slot.putOffMs);
    const at = clock();
    let call: Call | undefined;
    try {
      call = await post(due, event, at);
    } finally {
      slot.leave(call && { ms: call.ms, success: isSuccess(call), holdMs: requestedWaitMs(call) });
    }
    await record(due, call, at.toISOString());
  };
};
