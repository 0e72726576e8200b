import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { manualClock } from './manual-clock.ts';
import { noRetries, type Stage } from './with-broker.ts';
import { receiveBodies, topicConfig, withTopics } from './with-topics.ts';

const address = 't/Subscriptions/one';
const topics = {
  t: { subscriptions: { one: { properties: { MaxDeliveryCount: 2, LockDuration: 'PT5S' } }, two: {} } },
};
const manual = { maxAutoLockRenewalDurationInMs: 0 };

const receiveOne = async (receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> => {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
  if (!message) throw new Error('a message must come');
  return message;
};

const openDeadLetters = ({ client }: Stage): ServiceBusReceiver =>
  client.createReceiver('t', 'one', { subQueueType: 'deadLetter', ...manual });

test('completing a copy leaves the others', () =>
  withTopics(topics, async (stage) => {
    await stage.client.createSender('t').sendMessages({ body: 1 });
    const receiver = stage.client.createReceiver('t', 'one');
    await receiver.completeMessage(await receiveOne(receiver));

    expect(stage.broker.counts()).toMatchObject({
      [address]: { active: 0, locked: 0 },
      't/Subscriptions/two': { active: 1 },
    });
  }));

test('a copy that is abandoned too often is a dead letter of its subscription only', () =>
  withTopics(topics, async (stage) => {
    await stage.client.createSender('t').sendMessages({ body: 1 });
    const receiver = stage.client.createReceiver('t', 'one', manual);
    await receiver.abandonMessage(await receiveOne(receiver));
    await receiver.abandonMessage(await receiveOne(receiver), { why: 'no' });

    expect(stage.broker.counts()).toMatchObject({
      [address]: { active: 0, deadLettered: 1 },
      't/Subscriptions/two': { active: 1, deadLettered: 0 },
    });
    expect(await receiveOne(openDeadLetters(stage))).toMatchObject({
      body: 1,
      deadLetterReason: 'MaxDeliveryCountExceeded',
      applicationProperties: { why: 'no' },
    });
  }));

test('a dead letter keeps its reason and can be completed', () =>
  withTopics(topics, async (stage) => {
    await stage.client.createSender('t').sendMessages({ body: 1 });
    const receiver = stage.client.createReceiver('t', 'one', manual);
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'bad',
      deadLetterErrorDescription: 'worse',
    });
    const deadLetters = openDeadLetters(stage);
    const letter = await receiveOne(deadLetters);

    expect(letter).toMatchObject({ deadLetterReason: 'bad', deadLetterErrorDescription: 'worse' });

    await deadLetters.completeMessage(letter);
    expect(stage.broker.counts()[address]).toMatchObject({ deadLettered: 0 });
  }));

test('a deferred copy is received by its number, and peeking shows it', () =>
  withTopics(topics, async ({ client }) => {
    await client.createSender('t').sendMessages({ body: 1 });
    const receiver = client.createReceiver('t', 'one', manual);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [peeked] = await receiver.peekMessages(1);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);

    expect(peeked).toMatchObject({ body: 1, state: 'deferred' });
    expect(deferred).toMatchObject({ body: 1 });
  }));

test('a lock ends after the time of its subscription, unless it is renewed', () => {
  const clock = manualClock(Date.now());
  return withTopics(
    topics,
    async ({ broker, connect }) => {
      const client = connect(noRetries);
      await client.createSender('t').sendMessages({ body: 1 });
      const receiver = client.createReceiver('t', 'one', manual);
      const message = await receiveOne(receiver);
      clock.advance(4_000);
      await receiver.renewMessageLock(message);
      clock.advance(4_999);

      expect(broker.counts()[address]).toMatchObject({ locked: 1 });

      clock.advance(1);
      await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    },
    { clock },
  );
});

test.each([
  ['the topic', { properties: { DefaultMessageTimeToLive: 'PT1M' }, subscriptions: { one: {} } }],
  ['the subscription', { subscriptions: { one: { properties: { DefaultMessageTimeToLive: 'PT1M' } } } }],
])('a copy lives as long as %s allows', (_, t) => {
  const clock = manualClock(Date.now());
  return withTopics(
    { t },
    async ({ broker, client }) => {
      await client.createSender('t').sendMessages({ body: 1, timeToLive: 120_000 });
      clock.advance(59_999);
      expect(broker.counts()[address]).toMatchObject({ active: 1 });

      clock.advance(1);
      expect(broker.counts()[address]).toMatchObject({ active: 0, deadLettered: 0 });
    },
    { clock },
  );
});

test('a copy that expires becomes a dead letter if its subscription says so', () => {
  const clock = manualClock(Date.now());
  const one = { properties: { DeadLetteringOnMessageExpiration: true } };
  return withTopics(
    { t: { properties: { DefaultMessageTimeToLive: 'PT1M' }, subscriptions: { one, two: {} } } },
    async (stage) => {
      await stage.client.createSender('t').sendMessages({ body: 1 });
      clock.advance(60_000);

      expect(stage.broker.counts()).toMatchObject({
        [address]: { active: 0, deadLettered: 1 },
        't/Subscriptions/two': { active: 0, deadLettered: 0 },
      });
      expect(await receiveOne(openDeadLetters(stage))).toMatchObject({ deadLetterReason: 'TTLExpiredException' });
    },
    { clock },
  );
});

test('consumers of one subscription share its messages', () =>
  withTopics(topics, async (stage) => {
    const done: unknown[] = [];
    for (const client of [stage.client, stage.connect()]) {
      client.createReceiver('t', 'one').subscribe({
        processMessage: async ({ body }) => void done.push(body),
        processError: async () => {},
      });
    }
    await stage.client.createSender('t').sendMessages(Array.from({ length: 20 }, (_, body) => ({ body })));
    for (let tries = 0; tries < 500 && done.length < 20; tries += 1) await pause(10);

    expect(new Set(done).size).toBe(20);
    expect(done).toHaveLength(20);
  }));

test('with a key, a token for the topic is one for its subscriptions', () =>
  withTopics(
    topics,
    async (stage) => {
      await stage.client.createSender('t').sendMessages({ body: 1 });

      expect(await receiveBodies(stage, 't', 'one', 1)).toEqual([1]);
      expect(await stage.client.createReceiver('t', 'two').peekMessages(1)).toHaveLength(1);
    },
    { sharedAccessKey: { name: 'RootManageSharedAccessKey', value: 'c2VjcmV0' } },
  ));

test('the control endpoint counts topics and subscriptions', () =>
  withTopics(topics, async ({ broker, client }) => {
    await client.createSender('t').sendMessages({ body: 1 });
    const counts: unknown = await (await fetch(`${broker.controlUrl}/_hearth/queues`)).json();
    const none = { active: 0, locked: 0, scheduled: 0, deferred: 0, deadLettered: 0 };

    expect(counts).toEqual({
      q: none,
      t: none,
      't/Subscriptions/one': { ...none, active: 1 },
      't/Subscriptions/two': { ...none, active: 1 },
    });
  }));

test('faults apply to a topic and to a subscription by their addresses', () =>
  withTopics(topics, async ({ broker, connect }) => {
    const client = connect(noRetries);
    const sender = client.createSender('t');
    broker.faults.set({
      rules: [
        { fault: 'reject-send', entity: 'T', count: 1 },
        { fault: 'lose-lock', entity: 't/subscriptions/one', count: 1 },
      ],
    });
    await expect(sender.sendMessages({ body: 1 })).rejects.toMatchObject({ code: 'ServiceBusy' });
    await sender.sendMessages({ body: 2 });
    const receiver = client.createReceiver('t', 'one', manual);
    const lost = await receiveOne(receiver);
    const again = await receiveOne(receiver);

    expect([lost.deliveryCount, again.deliveryCount]).toEqual([0, 1]);
    await expect(receiver.completeMessage(lost)).rejects.toMatchObject({ code: 'MessageLockLost' });
  }));

test('a definition of topics is checked like one of queues', () => {
  expect(() => topicConfig({ t: { subscriptions: { s: { properties: { LockDuration: 'PT6M' } } } } })).toThrow(
    'Subscriptions[0].Properties.LockDuration must be from 1 to 300 seconds.',
  );
});
