import { isEnabled } from '../../domain/webhook-endpoint.ts';
import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { ageAt, dueWindowsAt, minuteOf } from '../due-windows.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock'>;

/** `oldestMinutes`: how long the oldest delivery that was sent for has been due. */
export type RelayedDeliveries = { sent: number; oldestMinutes: number };

const MAX_BATCH = 100;

/**
 * Sends again for deliveries that have been due for 1, 2, 4, 8, ... minutes: a lost message delays
 * a delivery but never loses it. Those of disabled endpoints wait until staff enable them.
 */
export const relayDeliveries =
  ({ webhookEndpoints, deliveries, deliveryQueue, clock }: Deps) =>
  async (): Promise<RelayedDeliveries> => {
    const minute = minuteOf(clock());
    const enabled = (await webhookEndpoints.list()).filter(({ value }) => isEnabled(value));
    const due = deliveries.listDue(
      enabled.map(({ value }) => value.id),
      dueWindowsAt(minute),
    );
    let [sent, oldestMinutes] = [0, 0];
    for await (const batch of splitIntoChunks(due, MAX_BATCH)) {
      await deliveryQueue.send(batch.map(({ endpointId, eventId }) => ({ endpointId, eventId })));
      sent += batch.length;
      oldestMinutes = Math.max(oldestMinutes, ...batch.map(({ nextAt }) => ageAt(minute, nextAt)));
    }
    return { sent, oldestMinutes };
  };
