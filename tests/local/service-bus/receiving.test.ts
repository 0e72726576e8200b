import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { manualClock } from './manual-clock.ts';
import { withBroker } from './with-broker.ts';

const noRenewal = { maxAutoLockRenewalDurationInMs: 0 };

const next = async (receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> => {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
  if (!message) throw new Error('no message came');
  return message;
};

const nothing = (receiver: ServiceBusReceiver): Promise<void> =>
  receiver.receiveMessages(1, { maxWaitTimeInMs: 50 }).then((messages) => expect(messages).toEqual([]));

describe('peek-lock', () => {
  test('a completed message is gone', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: { order: 1 }, messageId: 'm1' });
      expect(broker.counts().q).toMatchObject({ active: 1 });

      const receiver = client.createReceiver('q', noRenewal);
      const message = await next(receiver);

      expect(message).toMatchObject({ body: { order: 1 }, messageId: 'm1', deliveryCount: 0, state: 'active' });
      expect(broker.counts().q).toMatchObject({ active: 0, locked: 1 });

      await receiver.completeMessage(message);
      expect(broker.counts().q).toEqual({ active: 0, locked: 0, scheduled: 0, deferred: 0, deadLettered: 0 });
    }));

  test('an abandoned message comes back with the properties that were changed', () =>
    withBroker({ q: {} }, async ({ client }) => {
      await client.createSender('q').sendMessages({ body: 1, applicationProperties: { kept: 'yes', changed: 1 } });
      const receiver = client.createReceiver('q', noRenewal);
      await receiver.abandonMessage(await next(receiver), { changed: 2, added: true });
      const message = await next(receiver);

      expect(message).toMatchObject({
        deliveryCount: 1,
        applicationProperties: { kept: 'yes', changed: 2, added: true },
      });
    }));

  test('a message that is abandoned too often becomes a dead letter', () =>
    withBroker({ q: { MaxDeliveryCount: 3 } }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: 'x' });
      const receiver = client.createReceiver('q', noRenewal);
      for (const deliveryCount of [0, 1, 2]) {
        const message = await next(receiver);
        expect(message.deliveryCount).toBe(deliveryCount);
        await receiver.abandonMessage(message);
      }
      await nothing(receiver);
      const dead = await next(client.createReceiver('q', { ...noRenewal, subQueueType: 'deadLetter' }));

      expect(dead).toMatchObject({ body: 'x', deadLetterReason: 'MaxDeliveryCountExceeded' });
      expect(broker.counts().q).toMatchObject({ active: 0, locked: 0, deadLettered: 1 });
    }));

  test('a dead letter carries reason, description and properties, and can be completed', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: 'x', messageId: 'm', applicationProperties: { attempt: 3 } });
      const receiver = client.createReceiver('q', noRenewal);
      const message = await next(receiver);
      await receiver.deadLetterMessage(message, {
        deadLetterReason: 'Bad',
        deadLetterErrorDescription: 'It is bad.',
        by: 'test',
      });
      const deadReceiver = client.createReceiver('q', { ...noRenewal, subQueueType: 'deadLetter' });
      const [peeked] = await deadReceiver.peekMessages(5);
      const dead = await next(deadReceiver);
      const expected = {
        body: 'x',
        messageId: 'm',
        deadLetterReason: 'Bad',
        deadLetterErrorDescription: 'It is bad.',
        enqueuedTimeUtc: message.enqueuedTimeUtc,
        applicationProperties: { attempt: 3, by: 'test' },
      };

      expect(peeked).toMatchObject(expected);
      expect(dead).toMatchObject(expected);

      await deadReceiver.completeMessage(dead);
      expect(broker.counts().q).toMatchObject({ deadLettered: 0 });
    }));

  test('a dead letter cannot be dead-lettered again', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: 'x' });
      const receiver = client.createReceiver('q', noRenewal);
      await receiver.deadLetterMessage(await next(receiver));
      const deadReceiver = client.createReceiver('q', { ...noRenewal, subQueueType: 'deadLetter' });
      const dead = await next(deadReceiver);

      await expect(deadReceiver.deadLetterMessage(dead)).rejects.toThrow(/cannot be dead-lettered/);
      expect(broker.counts().q).toMatchObject({ deadLettered: 1 });
    }));

  test('a deferred message is received by its number, over and over, until it is completed', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: 'x' });
      const receiver = client.createReceiver('q', noRenewal);
      const message = await next(receiver);
      const number = message.sequenceNumber;
      if (!number) throw new Error('a received message has a number');
      await receiver.deferMessage(message, { why: 'later' });
      await nothing(receiver);
      const [peeked] = await receiver.peekMessages(1);

      expect(peeked?.state).toBe('deferred');

      const [deferred] = await receiver.receiveDeferredMessages(number);
      if (!deferred) throw new Error('the deferred message did not come');
      expect(deferred).toMatchObject({ body: 'x', state: 'deferred', applicationProperties: { why: 'later' } });

      await receiver.abandonMessage(deferred, { round: 1 });
      const [again] = await receiver.receiveDeferredMessages(number);
      if (!again) throw new Error('the deferred message did not come again');

      expect(again.applicationProperties).toEqual({ why: 'later', round: 1 });

      await receiver.completeMessage(again);
      expect(broker.counts().q).toMatchObject({ deferred: 0, locked: 0 });
      await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
    }));

  test('a deferred message can be dead-lettered', () =>
    withBroker({ q: {} }, async ({ client }) => {
      await client.createSender('q').sendMessages({ body: 'x' });
      const receiver = client.createReceiver('q', noRenewal);
      const message = await next(receiver);
      await receiver.deferMessage(message);
      const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);
      if (!deferred) throw new Error('the deferred message did not come');
      await receiver.deadLetterMessage(deferred, { deadLetterReason: 'No', deadLetterErrorDescription: 'more' });
      const dead = await next(client.createReceiver('q', { ...noRenewal, subQueueType: 'deadLetter' }));

      expect(dead).toMatchObject({ deadLetterReason: 'No', deadLetterErrorDescription: 'more' });
    }));

  test('a message received on a link that is closed since is settled all the same', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages([{ body: 1 }, { body: 2 }]);
      const receiver = client.createReceiver('q', noRenewal);
      const [first, second] = await receiver.receiveMessages(2, { maxWaitTimeInMs: 2_000 });
      if (!first || !second) throw new Error('two messages must come');
      await receiver.close();
      const other = client.createReceiver('q', noRenewal);
      await other.completeMessage(first);
      await other.abandonMessage(second, { tried: 1 });

      expect(broker.counts().q).toMatchObject({ active: 1, locked: 0 });
      expect((await next(other)).applicationProperties).toEqual({ tried: 1 });
    }));
});

describe('locks', () => {
  const lockDuration = { LockDuration: 'PT5S' };

  test('when a lock ends the message comes again, and the old delivery cannot be settled', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: lockDuration },
      async ({ client }) => {
        await client.createSender('q').sendMessages({ body: 'x' });
        const receiver = client.createReceiver('q', noRenewal);
        const first = await next(receiver);

        expect(first.lockedUntilUtc?.getTime()).toBe(clock.now() + 5_000);

        clock.advance(5_000);
        const second = await next(receiver);

        expect(second.deliveryCount).toBe(1);
        await expect(receiver.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });

        await receiver.completeMessage(second);
      },
      { clock },
    );
  });

  test('a renewed lock holds longer, a lost one cannot be renewed', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: lockDuration },
      async ({ client }) => {
        await client.createSender('q').sendMessages({ body: 'x' });
        const receiver = client.createReceiver('q', noRenewal);
        const message = await next(receiver);
        clock.advance(4_000);

        expect((await receiver.renewMessageLock(message)).getTime()).toBe(clock.now() + 5_000);

        clock.advance(4_000);
        await nothing(receiver);
        clock.advance(1_000);

        await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
        await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
      },
      { clock },
    );
  });

  test('a failed settlement among others does not spoil them', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: lockDuration },
      async ({ broker, client }) => {
        await client.createSender('q').sendMessages({ body: 1 });
        const receiver = client.createReceiver('q', noRenewal);
        const lost = await next(receiver);
        clock.advance(5_000);
        await client.createSender('q').sendMessages([{ body: 2 }, { body: 3 }]);
        const held = await receiver.receiveMessages(3, { maxWaitTimeInMs: 2_000 });

        expect(held.map(({ body }) => body)).toEqual([1, 2, 3]);

        const results = await Promise.allSettled([lost, ...held].map((each) => receiver.completeMessage(each)));
        expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
        expect(broker.counts().q).toMatchObject({ active: 0, locked: 0 });
      },
      { clock },
    );
  });
});

describe('credit', () => {
  test('receiveMessages takes no more than it asked for and leaves the rest unlocked', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      await sender.sendMessages(Array.from({ length: 10 }, (_, index) => ({ body: index })));
      const receiver = client.createReceiver('q', noRenewal);

      expect(await receiver.receiveMessages(4, { maxWaitTimeInMs: 2_000 })).toHaveLength(4);
      expect(broker.counts().q).toMatchObject({ active: 6, locked: 4 });

      await receiver.close();
      await sender.sendMessages({ body: 'more' });
      expect(broker.counts().q).toMatchObject({ active: 7, locked: 4 });
    }));

  test('receiveMessages that finds fewer returns what there is, and its credit is drained', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      await sender.sendMessages([{ body: 1 }, { body: 2 }]);
      const receiver = client.createReceiver('q', noRenewal);

      expect(await receiver.receiveMessages(5, { maxWaitTimeInMs: 300 })).toHaveLength(2);

      await sender.sendMessages({ body: 3 });
      expect(broker.counts().q).toMatchObject({ active: 1, locked: 2 });
      expect((await next(receiver)).body).toBe(3);
    }));

  test('a receiver that waits gets a message as soon as it comes', () =>
    withBroker({ q: {} }, async ({ client }) => {
      const receiver = client.createReceiver('q', noRenewal);
      const waiting = receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
      await client.createSender('q').sendMessages({ body: 'x' });

      expect((await waiting)[0]?.body).toBe('x');
    }));

  test('many messages go through a receiver many times', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      const count = 3_000;
      for (let from = 0; from < count; from += 1_000) {
        const batch = await sender.createMessageBatch();
        for (let index = from; index < from + 1_000; index += 1) batch.tryAddMessage({ body: index });
        await sender.sendMessages(batch);
      }
      const receiver = client.createReceiver('q', noRenewal);
      const seen = new Set<number>();
      while (seen.size < count) {
        const messages = await receiver.receiveMessages(500, { maxWaitTimeInMs: 1_000 });
        if (messages.length === 0) break;
        await Promise.all(messages.map((message) => receiver.completeMessage(message)));
        for (const { body } of messages) seen.add(body);
      }

      expect(seen.size).toBe(count);
      expect(broker.counts().q).toMatchObject({ active: 0, locked: 0 });
    }));
});

test('receiveAndDelete removes messages as they leave', () =>
  withBroker({ q: {} }, async ({ broker, client }) => {
    await client.createSender('q').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    const receiver = client.createReceiver('q', { receiveMode: 'receiveAndDelete' });
    const messages = await receiver.receiveMessages(2, { maxWaitTimeInMs: 2_000 });

    expect(messages.map(({ body }) => body)).toEqual([1, 2]);
    expect(broker.counts().q).toMatchObject({ active: 1, locked: 0 });
  }));

describe('subscribe', () => {
  test('processes several messages at once while new ones arrive', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      const receiver = client.createReceiver('q');
      let running = 0;
      let most = 0;
      const done: number[] = [];
      const total = 200;
      await new Promise<void>((resolve, reject) => {
        receiver.subscribe(
          {
            async processMessage(message) {
              running += 1;
              most = Math.max(most, running);
              await pause(1);
              await receiver.completeMessage(message);
              running -= 1;
              done.push(message.body);
              if (done.length === total) resolve();
            },
            processError: async ({ error }) => reject(error),
          },
          { autoCompleteMessages: false, maxConcurrentCalls: 16 },
        );
        const bodies = Array.from({ length: total }, (_, index) => ({ body: index }));
        sender.sendMessages(bodies.slice(0, 100)).then(() => sender.sendMessages(bodies.slice(100)), reject);
      });

      expect(most).toBeLessThanOrEqual(16);
      expect(most).toBeGreaterThan(1);
      expect(new Set(done).size).toBe(total);
      expect(broker.counts().q).toMatchObject({ active: 0, locked: 0 });
    }));

  test('a handler that throws gives its message back', () =>
    withBroker({ q: { MaxDeliveryCount: 2 } }, async ({ broker, client }) => {
      const receiver = client.createReceiver('q');
      const counts: (number | undefined)[] = [];
      receiver.subscribe({
        async processMessage({ deliveryCount }) {
          counts.push(deliveryCount);
          throw new Error('no');
        },
        processError: async () => {},
      });
      await client.createSender('q').sendMessages({ body: 'x' });
      await next(client.createReceiver('q', { ...noRenewal, subQueueType: 'deadLetter' }));

      expect(counts).toEqual([0, 1]);
      expect(broker.counts().q).toMatchObject({ active: 0, deadLettered: 1 });
    }));

  test('a closed subscription receives nothing more', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const receiver = client.createReceiver('q');
      const sender = client.createSender('q');
      await sender.sendMessages({ body: 1 });
      const bodies: unknown[] = [];
      const subscription = await new Promise<{ close(): Promise<void> }>((resolve) => {
        const subscribed = receiver.subscribe(
          {
            async processMessage({ body }) {
              bodies.push(body);
              resolve(subscribed);
            },
            processError: async () => {},
          },
          { maxConcurrentCalls: 4 },
        );
      });
      await subscription.close();
      await sender.sendMessages({ body: 2 });

      expect(bodies).toEqual([1]);
      expect(broker.counts().q).toMatchObject({ active: 1 });
    }));
});
