import type { Sender } from './self-renewing-client.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** Opens the sender's link by asking for the maximum batch size. Sends nothing. */
export const openSender = (sender: Sender): Promise<void> =>
  boundedServiceBusCall(async (abortSignal) => {
    await sender.createMessageBatch({ abortSignal });
  });
