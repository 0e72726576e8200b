import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { DeliveryKey } from '../../application/ports/deliveries.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import { isEndpointId } from '../../domain/endpoint-id.ts';
import { isEventId } from '../../domain/event-id.ts';
import { completeWhenUnavailable } from './complete-when-unavailable.ts';
import type { Consumer } from './consumer.ts';
import { receivedMessage } from './received-message.ts';
import { describeBody, rejectMalformed } from './reject-malformed.ts';

type Deps = {
  deliverWebhook: (key: DeliveryKey) => Promise<void>;
  deadLetterDelivery: DeadLetterMessage;
  log: Log;
};

const findKey = (body: unknown): DeliveryKey | undefined => {
  const { endpointId, eventId }: { endpointId?: unknown; eventId?: unknown } = Object(body);
  if (typeof endpointId !== 'string' || typeof eventId !== 'string') return undefined;
  return isEndpointId(endpointId) && isEventId(eventId) ? { endpointId, eventId } : undefined;
};

/** A message that names no delivery is dead-lettered. After an outage, the relay sends again. */
export const deliverWebhookConsumer =
  ({ deliverWebhook, deadLetterDelivery, log }: Deps): Consumer =>
  async (body, context) => {
    const key = findKey(body);
    if (key !== undefined) {
      return completeWhenUnavailable(
        () => deliverWebhook(key),
        (reason) => log.warn('delivery_interrupted', { ...key, reason }),
      );
    }
    await rejectMalformed({ deadLetterMessage: deadLetterDelivery, log })(receivedMessage(context), {
      flaw: 'names no delivery',
      reason: describeBody(body, 'endpointId', 'eventId'),
    });
  };
