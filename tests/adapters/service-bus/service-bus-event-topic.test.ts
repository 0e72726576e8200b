import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { serviceBusEventTopic } from '../../../src/adapters/service-bus/service-bus-event-topic.ts';
import { describeEventTopic } from '../../contracts/event-topic-contract.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { receiveUpTo } from '../../support/receive-up-to.ts';
import { type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

let bus: ServiceBusForTests;

beforeEach(async () => {
  bus = await startServiceBusForTests();
});

afterEach(() => bus.close());

const newTopic = () => serviceBusEventTopic(bus.client.createSender('events'));

/** Takes up to `count` messages from the subscription. */
const receive = (count: number): Promise<ServiceBusReceivedMessage[]> =>
  receiveUpTo(bus.client.createReceiver('events', 'webhooks', { receiveMode: 'receiveAndDelete' }), count, {
    broker: bus.broker,
    names: ['events', 'events/Subscriptions/webhooks'],
  });

describeEventTopic('Service Bus', () => ({
  eventTopic: newTopic(),
  receive: async (count) =>
    (await receive(count)).map(({ body: { id, type, subject, time, version, data } }) => ({
      id,
      type,
      subject,
      time,
      version,
      data,
    })),
}));

test('a message is a CloudEvent in the structured form, and filters find its type', async () => {
  const event = sampleEvent();
  await newTopic().publish([event]);
  const [message] = await receive(1);

  expect(message).toMatchObject({
    contentType: 'application/cloudevents+json',
    subject: 'product.changed',
    applicationProperties: { type: 'product.changed' },
  });
  expect(message?.body).toStrictEqual({
    specversion: '1.0',
    source: '/hearth',
    datacontenttype: 'application/json',
    ...event,
  });
});

test('an event that is sent again has a new message id, so that no broker takes it for a duplicate', async () => {
  const event = sampleEvent();
  const topic = newTopic();
  await topic.publish([event, event]);
  await topic.publish([event]);

  expect(new Set((await receive(3)).map(({ messageId }) => messageId)).size).toBe(3);
});

test('an unknown topic is a fault, not an outage', async () => {
  const topic = serviceBusEventTopic(bus.client.createSender('no-such-topic'));

  await expect(topic.publish([sampleEvent()])).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
});
