import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { DeliveryMessage, DeliveryQueue } from '../../application/ports/delivery-queue.ts';
import type { Sender } from './self-renewing-client.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';
import { noTracing, originProperties, type Tracing, traceSend } from './trace-send.ts';

/** The message id is new each time: the broker must not drop what is sent again. */
export const envelope = ({ endpointId, eventId, origin }: DeliveryMessage): ServiceBusMessage => ({
  body: { endpointId, eventId },
  contentType: 'application/json',
  messageId: randomUUID(),
  ...(origin && { applicationProperties: originProperties(origin) }),
});

/** The sender opens its link when needed. A call takes at most 8 s. */
export const serviceBusDeliveryQueue = (sender: Sender, tracing: Tracing = noTracing): DeliveryQueue => {
  const seal = (message: DeliveryMessage): ServiceBusMessage =>
    envelope({ ...message, origin: message.origin ?? tracing.findOrigin() });

  return {
    send: (messages) =>
      traceSend(tracing, sender, { operation: 'send', count: messages.length }, () =>
        boundedServiceBusCall((abortSignal) => sendInBatches(sender, messages.map(seal), { abortSignal })),
      ),

    schedule: (message, at) =>
      traceSend(tracing, sender, { operation: 'schedule', count: 1 }, () =>
        boundedServiceBusCall(async (abortSignal) => {
          await sender.scheduleMessages(seal(message), at, { abortSignal });
        }),
      ),
  };
};
