import { isEnabled, type WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { ageAt, dueWindowsAt, isInWindows, minuteOf, type Relayed, windowUntil } from '../due-windows.ts';
import type { MomentWindow } from '../ports/moment-window.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock'>;

const MAX_BATCH = 100;

/** Of an endpoint that was enabled 1, 2, 4, 8, ... minutes ago: all that was due at that moment. */
const widenWindows = ({ enabledAt }: WebhookEndpoint, windows: readonly MomentWindow[]): readonly MomentWindow[] => {
  if (enabledAt === undefined || !isInWindows(enabledAt, windows)) return windows;
  const later = windows.filter(({ until }) => until > enabledAt);
  return [
    windowUntil(enabledAt),
    ...later.map(({ after, until }) => ({ after: after > enabledAt ? after : enabledAt, until })),
  ];
};

/**
 * Sends again for deliveries that have been due for 1, 2, 4, 8, ... minutes: a lost message delays
 * a delivery but never loses it. Those of disabled endpoints wait until staff enable them. Then all
 * that were due are sent for at the same ages, counted from that moment.
 */
export const relayDeliveries =
  ({ webhookEndpoints, deliveries, deliveryQueue, clock }: Deps) =>
  async (): Promise<Relayed> => {
    const minute = minuteOf(clock());
    const enabled = (await webhookEndpoints.list()).map(({ value }) => value).filter(isEnabled);
    const windows = dueWindowsAt(minute);
    let [sent, oldestMinutes] = [0, 0];
    for (const endpoint of enabled) {
      const { id, createdAt, enabledAt = createdAt } = endpoint;
      const due = deliveries.listDue([id], widenWindows(endpoint, windows));
      for await (const batch of splitIntoChunks(due, MAX_BATCH)) {
        await deliveryQueue.send(batch.map(({ endpointId, eventId, origin }) => ({ endpointId, eventId, origin })));
        sent += batch.length;
        const ages = batch.map(({ nextAt }) => Math.min(ageAt(minute, nextAt), ageAt(minute, enabledAt)));
        oldestMinutes = Math.max(oldestMinutes, ...ages);
      }
    }
    return { sent, oldestMinutes };
  };
