import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { RunningServiceBus } from '../../local/service-bus/start-service-bus.ts';

/** The messages that a broker has in the queues and subscriptions of these names. */
const countIn = (broker: RunningServiceBus, names: readonly string[]) => {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = Object.entries(broker.counts()).filter(([name]) => wanted.has(name.toLowerCase()));
  const active = found.reduce((sum, [, counts]) => sum + counts.active, 0);
  const scheduled = found.reduce((sum, [, counts]) => sum + counts.scheduled, 0);
  return { active, scheduled };
};

/**
 * Takes up to `count` messages and closes the receiver, which has to delete what it receives. Waits
 * only for what the broker has in `names`: as long as that takes, but not long for what is
 * scheduled.
 */
export const receiveUpTo = async (
  receiver: ServiceBusReceiver,
  count: number,
  { broker, names }: { broker: RunningServiceBus; names: readonly string[] },
): Promise<ServiceBusReceivedMessage[]> => {
  const received: ServiceBusReceivedMessage[] = [];
  try {
    while (received.length < count) {
      const { active, scheduled } = countIn(broker, names);
      if (active + scheduled === 0) break;
      // Asked for more than there are, the client waits a second for the others.
      const most = Math.max(1, Math.min(count - received.length, active));
      const more = await receiver.receiveMessages(most, { maxWaitTimeInMs: active > 0 ? 10_000 : 400 });
      if (more.length === 0) break;
      received.push(...more);
    }
    return received;
  } finally {
    await receiver.close();
  }
};
