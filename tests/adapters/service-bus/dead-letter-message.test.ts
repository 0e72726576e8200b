import { ServiceBusClient } from '@azure/service-bus';
import { deadLetterMessage } from '../../../src/adapters/service-bus/dead-letter-message.ts';
import { QUEUE, type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

jest.setTimeout(60_000);

const why = { reason: 'MalformedMessage', description: 'The message names no order.' };

let bus: ServiceBusForTests;
let host: ServiceBusClient;

beforeEach(async () => {
  bus = await startServiceBusForTests();
  host = new ServiceBusClient(bus.broker.connectionString);
});

afterEach(async () => {
  await host.close();
  await bus.close();
});

const receiveInHost = async () => {
  await host.createSender(QUEUE).sendMessages([{ body: 'first' }, { body: 'second' }]);
  const receiver = host.createReceiver(QUEUE);
  const [message, other] = await receiver.receiveMessages(2, { maxWaitTimeInMs: 5_000 });
  if (message?.lockToken === undefined || other === undefined) throw new Error('Nothing came.');
  return { receiver, message, other, lockToken: message.lockToken };
};

test('a message that another client holds is dead on its first delivery, with why; others stay as they are', async () => {
  const { receiver, message, other, lockToken } = await receiveInHost();

  await deadLetterMessage(bus.serviceBus, QUEUE)(lockToken, why);

  const [dead, more] = await host
    .createReceiver(QUEUE, { subQueueType: 'deadLetter' })
    .receiveMessages(2, { maxWaitTimeInMs: 1_000 });
  expect(dead).toMatchObject({
    body: 'first',
    deliveryCount: 0,
    deadLetterReason: why.reason,
    deadLetterErrorDescription: why.description,
  });
  expect(more).toBeUndefined();
  await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
  await receiver.completeMessage(other);
});

test('a message whose lock is lost, or that has none, is left to the broker', async () => {
  const { receiver, message, lockToken } = await receiveInHost();
  await receiver.abandonMessage(message);

  const move = deadLetterMessage(bus.serviceBus, QUEUE);
  await expect(move(lockToken, why)).rejects.toMatchObject({ code: 'MessageLockLost' });
  await expect(move('', why)).rejects.toThrow('peeked');
});

test('a message of a subscription is moved to the dead letters of that subscription', async () => {
  await host.createSender('events').sendMessages({ body: 'first' });
  const receiver = host.createReceiver('events', 'webhooks');
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });

  await deadLetterMessage(bus.serviceBus, 'events', 'webhooks')(message?.lockToken ?? '', why);

  const [dead] = await host
    .createReceiver('events', 'webhooks', { subQueueType: 'deadLetter' })
    .receiveMessages(1, { maxWaitTimeInMs: 1_000 });
  expect(dead).toMatchObject({ body: 'first', deadLetterReason: why.reason });
});
