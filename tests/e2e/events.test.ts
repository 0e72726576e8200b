import { EventEmitter, once } from 'node:events';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;
let client: ServiceBusClient;

const arrivals = new EventEmitter();
const received: ServiceBusReceivedMessage[] = [];

/** Another system, with a subscription of its own. */
const subscribe = () =>
  client.createReceiver('events', 'audit').subscribe({
    processMessage: async (message) => {
      received.push(message);
      arrivals.emit('message');
    },
    processError: async ({ error }) => {
      arrivals.emit('error', error);
    },
  });

beforeAll(async () => {
  stack = await startStack({ subscriptions: ['audit'] });
  api = httpApi(stack);
  client = new ServiceBusClient(stack.settings.ServiceBus ?? '');
  subscribe();
});

afterAll(async () => {
  await client.close();
  await stack.close();
});

/** What has arrived about a subject, once all these types have. */
const arrivedAbout = async (subject: unknown, types: readonly string[]): Promise<ServiceBusReceivedMessage[]> => {
  const about = received.filter(({ body }) => body.subject === subject);
  if (types.every((type) => about.some(({ body }) => body.type === type))) return about;
  await once(arrivals, 'message');
  return arrivedAbout(subject, types);
};

const isConfirmed = (order: Readonly<Record<string, unknown>>) => order.status === 'confirmed';
const shipment = { carrier: 'DHL', trackingNumber: 'JJD01' };

test('an order that is placed, confirmed and shipped is three CloudEvents, though the host is killed in between', async () => {
  await api.product('table', 10);
  const { body: order } = await api.place('alice', { table: 3 });
  await api.until(order.id, isConfirmed);
  await stack.killHost();
  await stack.restartHost();
  await api.call('POST', `/orders/${order.id}/ship`, { as: ['w', 'warehouse'], body: shipment });

  const types = ['order.placed', 'order.confirmed', 'order.shipped'];
  const messages = await arrivedAbout(order.id, types);

  // Each once, unless the host was killed between sending and remembering that it had sent.
  expect([...new Set(messages.map(({ body }) => body.id))]).toHaveLength(3);
  for (const { body, contentType, applicationProperties } of messages) {
    expect(contentType).toBe('application/cloudevents+json');
    expect(applicationProperties).toMatchObject({ type: body.type });
    expect(body).toMatchObject({
      specversion: '1.0',
      subject: order.id,
      data: { id: order.id, number: order.number, customerId: 'alice' },
    });
  }
  const shipped = messages.find(({ body }) => body.type === 'order.shipped');
  expect(shipped?.body).toMatchObject({ version: '3', data: { status: 'shipped', shipment, total: 3750 } });

  const { body: page } = await api.call('GET', `/events?subject=${order.id}`, { as: ['root', 'admin'] });
  expect(page.items).toMatchObject(types.toReversed().map((type) => ({ type, subject: order.id })));
  const { body: event } = await api.call('GET', `/events/evt_${order.id}_shipped`, { as: ['root', 'admin'] });
  expect(event).toMatchObject({ id: shipped?.body.id, time: shipped?.body.time, data: shipped?.body.data });
});

test('a product that changes is an event with the product as the API shows it', async () => {
  await api.product('lamp', 10);
  const { body: lamp } = await api.call('GET', '/products/lamp');

  const messages = await arrivedAbout('lamp', ['product.changed']);
  expect(messages.at(-1)?.body.data).toMatchObject({ id: 'lamp', name: lamp.name, price: lamp.price });
});
