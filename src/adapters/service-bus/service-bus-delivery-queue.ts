import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { DeliveryKey } from '../../application/ports/deliveries.ts';
import type { DeliveryQueue } from '../../application/ports/delivery-queue.ts';
import type { Sender } from './self-renewing-client.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** The message id is new each time: the broker must not drop what is sent again. */
export const envelope = ({ endpointId, eventId }: DeliveryKey): ServiceBusMessage => ({
  body: { endpointId, eventId },
  contentType: 'application/json',
  messageId: randomUUID(),
});

/** The sender opens its link when needed. A call takes at most 8 s. */
export const serviceBusDeliveryQueue = (sender: Sender): DeliveryQueue => ({
  send: (keys) => boundedServiceBusCall((abortSignal) => sendInBatches(sender, keys.map(envelope), { abortSignal })),

  schedule: (key, at) =>
    boundedServiceBusCall(async (abortSignal) => {
      await sender.scheduleMessages(envelope(key), at, { abortSignal });
    }),
});
