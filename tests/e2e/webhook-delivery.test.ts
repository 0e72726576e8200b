import { randomBytes } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { cosmosDeliveries } from '../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosEvents } from '../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosWebhookEndpoints } from '../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { serviceBusEventTopic } from '../../src/adapters/service-bus/service-bus-event-topic.ts';
import type { Delivery } from '../../src/domain/delivery.ts';
import { type ShopEvent, TEST_EVENT } from '../../src/domain/event.ts';
import { signWebhook } from '../../src/domain/sign-webhook.ts';
import { newEndpoint, newEndpointId } from '../../src/domain/webhook-endpoint.ts';
import { sampleEvent } from '../contracts/sample-data.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

jest.setTimeout(120_000);

let stack: Stack;
let cosmos: CosmosClient;
let bus: ServiceBusClient;

beforeAll(async () => {
  // A short lock, so that the message of a killed host comes back soon.
  stack = await startStack({ env: { WEBHOOK_ALLOW_LOOPBACK: 'true' }, queue: { LockDuration: 'PT5S' } });
  cosmos = new CosmosClient(stack.settings.Cosmos ?? '');
  bus = new ServiceBusClient(stack.settings.ServiceBus ?? '');
});

afterAll(async () => {
  await bus.close();
  cosmos.dispose();
  await stack.close();
});

const container = (id: string) => cosmos.database('hearth').container(id);

const addEndpoint = async (url: string) => {
  const details = { url, types: ['product.changed' as const], enabled: true };
  const endpoint = newEndpoint(newEndpointId(randomBytes(16)), details, {
    secret: `whsec_${randomBytes(32).toString('base64')}`,
    now: new Date().toISOString(),
  });
  await cosmosWebhookEndpoints(container('webhook-endpoints')).create(endpoint);
  return endpoint;
};

/** As the change feed records it, and with the message that it sends. */
const happen = async (event: ShopEvent = sampleEvent()): Promise<ShopEvent> => {
  await cosmosEvents(container('events')).create([event], new Date().toISOString());
  await serviceBusEventTopic(bus.createSender('events')).publish([event]);
  return event;
};

/** The receiver has the answer a little before the delivery is written. */
const until = async (read: () => Promise<Delivery | undefined>, status: Delivery['status']): Promise<Delivery> => {
  for (;;) {
    const delivery = await read();
    if (delivery?.status === status) return delivery;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('an event on the topic is posted to the endpoint that wants it, signed with its secret', async () => {
  const receiver = await startReceiver();
  try {
    const { id, secrets } = await addEndpoint(`${receiver.url}/hook`);
    const { id: eventId, type, time, data } = await happen();
    await receiver.until(1);

    const [{ path, headers, body } = {}] = receiver.received;
    const timestamp = Number(headers?.['webhook-timestamp']);
    expect(path).toBe('/hook');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      ...signWebhook({ id: eventId, timestamp, body: body ?? '' }, [secrets[0]?.value ?? '']),
    });
    expect(JSON.parse(body ?? '')).toEqual({ type, timestamp: time, data });
    const read = async () => (await cosmosDeliveries(container('deliveries')).get({ endpointId: id, eventId }))?.value;
    expect(await until(read, 'delivered')).toMatchObject({ attempts: [{ status: 200, answer: 'thanks' }] });
  } finally {
    await receiver.close();
  }
});

test('a host that is killed during the call makes it again after it restarts, with the same id', async () => {
  let hangs = true;
  const receiver = await startReceiver((response) => {
    if (!hangs) response.end();
  });
  try {
    await addEndpoint(receiver.url);
    const { id } = await happen();
    await receiver.until(1);
    await stack.killHost();
    hangs = false;
    await stack.restartHost();
    await receiver.until(2);

    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  } finally {
    await receiver.close();
  }
});

test('a message that names nothing is a dead letter, and says why', async () => {
  await bus.createSender('deliver-webhook').sendMessages({ body: { endpointId: TEST_EVENT } });
  const dead = bus.createReceiver('deliver-webhook', { subQueueType: 'deadLetter' });
  const [letter] = await dead.receiveMessages(1, { maxWaitTimeInMs: 20_000 });

  expect(letter).toMatchObject({ deadLetterReason: 'MalformedMessage', deliveryCount: 0 });
});
