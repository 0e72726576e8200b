import { noRetries } from './with-broker.ts';
import { receiveBodies, withTopics } from './with-topics.ts';

const twoReaders = { t: { subscriptions: { one: {}, two: {} } } };

test('every subscription gets its own copy of a message', () =>
  withTopics(twoReaders, async (stage) => {
    await stage.client.createSender('t').sendMessages([{ body: 1 }, { body: 2 }]);

    expect(await receiveBodies(stage, 't', 'one', 2)).toEqual([1, 2]);
    expect(await receiveBodies(stage, 't', 'two', 2)).toEqual([1, 2]);
  }));

test('a copy has everything that was sent', () =>
  withTopics(twoReaders, async ({ client }) => {
    const sent = { body: { a: 1 }, messageId: 'm', subject: 's', applicationProperties: { type: 'order.placed' } };
    await client.createSender('t').sendMessages(sent);
    const [copy] = await client.createReceiver('t', 'one').receiveMessages(1, { maxWaitTimeInMs: 1_000 });

    expect(copy).toMatchObject({ ...sent, deliveryCount: 0, state: 'active' });
  }));

test('a copy has a number of its own, and the number that it had in the topic', () => {
  const Properties = { FilterType: 'Sql', SqlFilter: { SqlExpression: 'wanted = TRUE' } };
  const one = { rules: [{ Name: 'wanted', Properties }] };
  return withTopics({ t: { subscriptions: { one } } }, async ({ client }) => {
    await client.createSender('t').sendMessages([{ body: 1 }, { body: 2, applicationProperties: { wanted: true } }]);
    const [copy] = await client.createReceiver('t', 'one').receiveMessages(1, { maxWaitTimeInMs: 1_000 });

    expect([copy?.sequenceNumber?.toNumber(), copy?.enqueuedSequenceNumber]).toEqual([1, 2]);
  });
});

test('a message without a reader is accepted and gone', () =>
  withTopics({ t: { subscriptions: {} } }, async ({ broker, client }) => {
    await client.createSender('t').sendMessages({ body: 1 });

    expect(broker.counts().t).toMatchObject({ active: 0, scheduled: 0 });
  }));

test('names of topics and subscriptions ignore case', () =>
  withTopics({ Events: { subscriptions: { Web: {} } } }, async (stage) => {
    await stage.client.createSender('EVENTS').sendMessages({ body: 1 });

    expect(await receiveBodies(stage, 'events', 'web', 1)).toEqual([1]);
  }));

test('a subscription that does not exist is named', () =>
  withTopics(twoReaders, async ({ connect }) => {
    await expect(connect(noRetries).createReceiver('t', 'three').receiveMessages(1)).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringContaining('t/Subscriptions/three'),
    });
  }));

test('nothing is sent to a subscription', () =>
  withTopics(twoReaders, async ({ broker, connect }) => {
    const sender = connect(noRetries).createSender('t/Subscriptions/one');
    const later = new Date(Date.now() + 60_000);

    await expect(sender.sendMessages({ body: 1 })).rejects.toThrow(/Send to its topic/);
    await expect(sender.scheduleMessages({ body: 1 }, later)).rejects.toThrow(/Send to its topic/);
    expect(broker.counts()['t/Subscriptions/one']).toMatchObject({ active: 0, scheduled: 0 });
  }));

test('nothing is received from a topic itself', () =>
  withTopics(twoReaders, async ({ connect }) => {
    const receiver = connect(noRetries).createReceiver('t');

    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toThrow(/one of its subscriptions/);
    await expect(receiver.peekMessages(1)).rejects.toThrow(/one of its subscriptions/);
  }));
