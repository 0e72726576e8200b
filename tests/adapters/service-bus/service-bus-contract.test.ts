import { serviceBusOrderQueue } from '../../../src/adapters/service-bus/service-bus-order-queue.ts';
import { describeOrderQueue, sampleMessage } from '../../contracts/order-queue-contract.ts';
import { orderMessage, type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

let bus: ServiceBusForTests;

beforeEach(async () => {
  bus = await startServiceBusForTests();
});

afterEach(() => bus.close());

describeOrderQueue('Service Bus', () => ({
  queue: bus.newQueue(),
  receive: async (count) => (await bus.receive(count)).map(orderMessage),
  now: () => new Date(),
  passTime: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}));

describe('serviceBusOrderQueue', () => {
  test('what goes over the wire', async () => {
    const message = sampleMessage({ attempt: 2 });
    await bus.newQueue().send([message]);
    const [received] = await bus.receive(1);

    expect(received).toMatchObject({
      body: { orderId: message.orderId },
      contentType: 'application/json',
      messageId: message.messageId,
    });
    expect(received?.applicationProperties).toEqual({ rootId: 'root-1', attempt: 2, session: '0:-1#12' });
  });

  test('an unknown queue is a fault, not an outage', async () => {
    const queue = serviceBusOrderQueue(bus.client.createSender('no-such-queue'));
    await expect(queue.send([sampleMessage()])).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });
});
