import type { ServiceBusSender } from '@azure/service-bus';
import { serviceBusCall } from './service-bus-failure.ts';

/** Opens the sender's link, which has to be open before it is known how much a batch may hold. Sends nothing. */
export const openSender = (sender: ServiceBusSender): Promise<void> =>
  serviceBusCall(async () => {
    await sender.createMessageBatch();
  });
