import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Clock } from '../../../local/service-bus/clock.ts';
import config from '../../../local/service-bus/config.json' with { type: 'json' };
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { serviceBusClient } from '../../../src/adapters/service-bus/service-bus-client.ts';
import { serviceBusOrderQueue } from '../../../src/adapters/service-bus/service-bus-order-queue.ts';
import type { OrderMessage, OrderQueue } from '../../../src/application/ports/order-queue.ts';
import { toOrderId } from '../../support/ids.ts';
import { receiveUpTo } from '../../support/receive-up-to.ts';

export const QUEUE = 'process-order';

/** A separate broker with the queues of the shop, and a client for it. */
export const startServiceBusForTests = async ({ clock }: { clock?: Clock } = {}) => {
  const broker = await startServiceBus({ port: 0, config, ...(clock && { clock }) });
  const serviceBus = await serviceBusClient({ connectionString: broker.connectionString });
  const client = serviceBus.current();
  return {
    broker,
    serviceBus,
    client,
    newQueue: (): OrderQueue => serviceBusOrderQueue(client.createSender(QUEUE)),
    /** Takes up to `count` messages. */
    receive: (count: number, queue = QUEUE) =>
      receiveUpTo(client.createReceiver(queue, { receiveMode: 'receiveAndDelete' }), count, { broker, names: [queue] }),
    close: async () => {
      await client.close();
      await broker.close();
    },
  };
};

export type ServiceBusForTests = Awaited<ReturnType<typeof startServiceBusForTests>>;

/** Reads a message as a consumer does: the body is JSON, the rest are application properties. */
export const orderMessage = ({
  body,
  messageId,
  applicationProperties = {},
}: ServiceBusReceivedMessage): OrderMessage => {
  const { rootId, attempt, session } = applicationProperties;
  return {
    orderId: toOrderId(String(body.orderId)),
    messageId: String(messageId),
    rootId: String(rootId),
    attempt: typeof attempt === 'number' ? attempt : Number.NaN,
    ...(session !== undefined && { session: String(session) }),
  };
};
