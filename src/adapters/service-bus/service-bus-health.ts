import type { ServiceBusClient } from '@azure/service-bus';
import type { Dependency } from '../../application/ports/dependency.ts';
import { serviceBusCall } from './service-bus-failure.ts';

/** Peeks at one message: a full round trip that needs only the right to receive. */
export const serviceBusHealth = (client: ServiceBusClient, queue: string): Dependency => {
  const receiver = client.createReceiver(queue);
  return {
    name: 'service-bus',
    check: (signal) =>
      serviceBusCall(async () => {
        await receiver.peekMessages(1, { abortSignal: signal });
      }),
  };
};
