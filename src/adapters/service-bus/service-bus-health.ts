import type { Dependency } from '../../application/ports/dependency.ts';
import { perClient } from './per-client.ts';
import type { ServiceBus } from './self-renewing-client.ts';
import { serviceBusCall } from './service-bus-failure.ts';

/** Peeks at one message: a full round trip that needs only the right to receive. */
export const serviceBusHealth = ({ current }: Pick<ServiceBus, 'current'>, queue: string): Dependency => {
  const receiver = perClient(current, (client) => client.createReceiver(queue));
  return {
    name: 'service-bus',
    check: (signal) =>
      serviceBusCall(async () => {
        await receiver().peekMessages(1, { abortSignal: signal });
      }),
  };
};
