import { ServiceBusClient } from '@azure/service-bus';
import { type RunningServiceBus, startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { type HostProcess, startHost } from './host-process.ts';
import { emptied, watchReports } from './service-bus-fixture.ts';

const main = `
const on = (subscriptionName, handler, options) =>
  app.serviceBusTopic(subscriptionName, { connection: 'Bus', topicName: '%TOPIC%', subscriptionName, handler, ...options });
on('each', (body, context) => report({ body, metadata: context.triggerMetadata }));
on('failing', (body, context) => {
  report({ deliveryCount: context.triggerMetadata.deliveryCount });
  throw new Error('no');
});
on('batches', (bodies, context) => report({ bodies, ids: context.triggerMetadata.messageIdArray }), { cardinality: 'many' });
`;

const subscription = (Name: string) => ({
  Name,
  Properties: { LockDuration: 'PT5S', MaxDeliveryCount: 3 },
  Rules: [{ Name: 'only', Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: `"to" = '${Name}'` } } }],
});

const config = {
  UserConfig: {
    Namespaces: [
      { Name: 'ns', Topics: [{ Name: 'events', Subscriptions: ['each', 'failing', 'batches'].map(subscription) }] },
    ],
  },
};

describe('Service Bus subscriptions on the host', () => {
  let broker: RunningServiceBus;
  let client: ServiceBusClient;
  let host: HostProcess;

  beforeAll(async () => {
    broker = await startServiceBus({ port: 0, config });
    client = new ServiceBusClient(broker.connectionString);
    host = await startHost({
      main,
      settings: { Values: { TOPIC: 'events' } },
      env: { Bus: broker.connectionString },
    });
  });

  afterAll(async () => {
    await Promise.all([host.stop(), client.close()]);
    await broker.close();
  });

  /** Sends messages that only this subscription gets. */
  const send = async (to: string, ...messages: { body: unknown; messageId: string; subject?: string }[]) => {
    const sender = client.createSender('events');
    await sender.sendMessages(messages.map((message) => ({ ...message, applicationProperties: { to } })));
    await sender.close();
  };

  test('get the parsed body and the metadata of the copy, and complete it', async () => {
    const reported = watchReports(host);
    await send('each', { body: { id: 'e1' }, messageId: 'm1', subject: 'ord_1' });

    expect(await reported(1)).toEqual([
      {
        body: { id: 'e1' },
        metadata: {
          messageId: 'm1',
          subject: 'ord_1',
          lockToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
          deliveryCount: 1,
          sequenceNumber: 1,
          enqueuedTimeUtc: expect.stringMatching(/Z$/),
          expiresAtUtc: expect.stringMatching(/Z$/),
          applicationProperties: { to: 'each' },
        },
      },
    ]);
    expect(await emptied(broker, 'events/Subscriptions/each')).toMatchObject({ deadLettered: 0 });
  });

  test('abandon a copy that fails, until it is a dead letter of the subscription', async () => {
    const reported = watchReports(host);
    await send('failing', { body: 'never', messageId: 'm2' });

    expect(await reported(3)).toEqual([{ deliveryCount: 1 }, { deliveryCount: 2 }, { deliveryCount: 3 }]);
    expect(await emptied(broker, 'events/Subscriptions/failing')).toMatchObject({ deadLettered: 1 });

    const deadLetters = client.createReceiver('events', 'failing', { subQueueType: 'deadLetter' });
    const [letter] = await deadLetters.peekMessages(1);
    await deadLetters.close();
    expect(letter).toMatchObject({ body: 'never', deadLetterReason: 'MaxDeliveryCountExceeded' });
  });

  test('hand over a batch as arrays', async () => {
    const reported = watchReports(host);
    await send('batches', { body: { n: 1 }, messageId: 'a' }, { body: 'two', messageId: 'b' });

    expect(await reported(1)).toEqual([{ bodies: [{ n: 1 }, 'two'], ids: ['a', 'b'] }]);
    expect(await emptied(broker, 'events/Subscriptions/batches')).toMatchObject({ deadLettered: 0 });
  });
});
