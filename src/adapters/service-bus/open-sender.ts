import type { ServiceBusSender } from '@azure/service-bus';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** Opens the sender's link, which has to be open before it is known how much a batch may hold. Sends nothing. */
export const openSender = (sender: ServiceBusSender): Promise<void> =>
  boundedServiceBusCall(async (abortSignal) => {
    await sender.createMessageBatch({ abortSignal });
  });
