import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';
import { openSender } from '../../../src/adapters/service-bus/open-sender.ts';
import { serviceBusClient } from '../../../src/adapters/service-bus/service-bus-client.ts';
import { serviceBusDeliveryQueue } from '../../../src/adapters/service-bus/service-bus-delivery-queue.ts';
import { serviceBusEventTopic } from '../../../src/adapters/service-bus/service-bus-event-topic.ts';
import { serviceBusHealth } from '../../../src/adapters/service-bus/service-bus-health.ts';
import { serviceBusOrderQueue } from '../../../src/adapters/service-bus/service-bus-order-queue.ts';
import { sampleMessage } from '../../contracts/order-queue-contract.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { type CountingProxy, portIn, startCountingProxy, through } from '../../support/counting-proxy.ts';
import { toEndpointId, toEventId } from '../../support/ids.ts';
import { QUEUE, type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

let bus: ServiceBusForTests;
let proxy: CountingProxy;
let client: ServiceBusClient;
let sender: ServiceBusSender;

beforeEach(async () => {
  bus = await startServiceBusForTests();
  proxy = await startCountingProxy(portIn(bus.broker.connectionString));
  client = (await serviceBusClient({ connectionString: through(proxy, bus.broker.connectionString) })).current();
  sender = client.createSender(QUEUE);
});

afterEach(async () => {
  jest.useRealTimers();
  await client.close();
  await proxy.close();
  await bus.close();
});

test('sends of any number, schedules and health checks share one connection', async () => {
  const queue = serviceBusOrderQueue(sender);
  const health = serviceBusHealth({ current: () => client }, QUEUE);
  for (let i = 0; i < 20; i++) await queue.send([sampleMessage()]);
  await Promise.all(Array.from({ length: 50 }, () => queue.send([sampleMessage()])));
  await queue.send(Array.from({ length: 20 }, sampleMessage));
  await queue.schedule(sampleMessage(), new Date());
  await health.check(new AbortController().signal);

  expect(proxy.counts()).toEqual({ opened: 1, most: 1 });
});

test('an opened sender has its connection before the first send, and sent nothing', async () => {
  await openSender(sender);
  expect(proxy.counts().opened).toBe(1);
  expect(await bus.receive(1)).toEqual([]);

  await serviceBusOrderQueue(sender).send([sampleMessage()]);
  expect(proxy.counts().opened).toBe(1);
});

test('opening a sender without a listener is Unavailable', async () => {
  await proxy.close();
  await expect(openSender(sender)).rejects.toMatchObject({ name: 'Unavailable', dependency: 'service-bus' });
});

const delivery = { endpointId: toEndpointId('whe_a'), eventId: toEventId('evt_1') };

const handOver: Record<string, () => Promise<void>> = {
  'sending one message': () => serviceBusOrderQueue(sender).send([sampleMessage()]),
  'sending several': () => serviceBusOrderQueue(sender).send([sampleMessage(), sampleMessage()]),
  scheduling: () => serviceBusOrderQueue(sender).schedule(sampleMessage(), new Date()),
  'sending a delivery': () => serviceBusDeliveryQueue(sender).send([delivery]),
  'scheduling a delivery': () => serviceBusDeliveryQueue(sender).schedule(delivery, new Date()),
  'publishing an event': () => serviceBusEventTopic(sender).publish([sampleEvent()]),
  'opening a sender': () => openSender(sender),
};

test.each(Object.entries(handOver))('%s ends after 8 seconds if the broker never answers', async (_, call) => {
  const signals: AbortSignal[] = [];
  const never = (...values: unknown[]) => {
    signals.push(Object(values.at(-1)).abortSignal);
    return new Promise<never>(() => undefined);
  };
  jest.spyOn(sender, 'sendMessages').mockImplementation(never);
  jest.spyOn(sender, 'scheduleMessages').mockImplementation(never);
  jest.spyOn(sender, 'createMessageBatch').mockImplementation(never);
  jest.useFakeTimers();
  let ended = false;
  const outcome = expect(call().finally(() => (ended = true))).rejects.toMatchObject({ name: 'Unavailable' });
  await jest.advanceTimersByTimeAsync(7_999);

  expect(ended).toBe(false);

  await jest.advanceTimersByTimeAsync(1);
  await outcome;
  // The client would go on with its retries.
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('a message tells other tools that its body is JSON', async () => {
  const message = sampleMessage();
  await serviceBusOrderQueue(sender).send([message]);
  expect(await bus.receive(1)).toMatchObject([
    { contentType: 'application/json', body: { orderId: message.orderId }, messageId: message.messageId },
  ]);
});

test('one message that no batch can hold is a fault that names it', async () => {
  const large = sampleMessage({ session: 's'.repeat(300_000) });
  await expect(serviceBusOrderQueue(sender).send([sampleMessage(), large])).rejects.toThrow(
    `Message ${large.messageId} is too large for a batch.`,
  );
});
