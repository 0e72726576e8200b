import { envelope } from '../../src/adapters/service-bus/service-bus-order-queue.ts';
import type { OrderQueue } from '../../src/application/ports/order-queue.ts';
import { broker } from './broker.ts';
import type { Stats } from './stats.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type OrderEnvelope = ReturnType<typeof envelope>;

/** The queue of orders, and the port that sends to it. */
export const orderBroker = (clock: VirtualClock, stats: Stats, note: (text: string) => void) => {
  const queue = broker<OrderEnvelope>(clock, stats, note);
  const port: OrderQueue = {
    send: async (messages) => {
      for (const message of messages) queue.put(envelope(message), clock.ms());
    },
    schedule: async (message, at) => queue.put(envelope(message), at.getTime()),
  };
  return { ...queue, queue: port };
};
