import { serviceBusDeliveryQueue } from '../../../src/adapters/service-bus/service-bus-delivery-queue.ts';
import { describeDeliveryQueue } from '../../contracts/delivery-queue-contract.ts';
import { toEndpointId, toEventId } from '../../support/ids.ts';
import { type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

const DELIVERIES = 'deliver-webhook';

let bus: ServiceBusForTests;

beforeEach(async () => {
  bus = await startServiceBusForTests();
});

afterEach(() => bus.close());

const newQueue = () => serviceBusDeliveryQueue(bus.client.createSender(DELIVERIES));

describeDeliveryQueue('Service Bus', () => ({
  queue: newQueue(),
  receive: async (count) =>
    (await bus.receive(count, DELIVERIES)).map(({ body }) => ({
      endpointId: toEndpointId(String(body.endpointId)),
      eventId: toEventId(String(body.eventId)),
    })),
  now: () => new Date(),
  passTime: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}));

test('what goes over the wire', async () => {
  const key = { endpointId: toEndpointId('whe_a'), eventId: toEventId('evt_1') };
  await newQueue().send([key]);
  const [received] = await bus.receive(1, DELIVERIES);

  expect(received).toMatchObject({ body: key, contentType: 'application/json' });
  expect(received?.messageId).toMatch(/^[\da-f-]{36}$/);
});
