import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { receiveUpTo } from '../../support/receive-up-to.ts';
import { manualClock } from './manual-clock.ts';
import { noRetries, type Stage, withBroker } from './with-broker.ts';

const receive = ({ client, broker }: Stage, count: number): Promise<ServiceBusReceivedMessage[]> =>
  receiveUpTo(client.createReceiver('q', { receiveMode: 'receiveAndDelete', skipConvertingDate: true }), count, {
    broker,
    names: ['q'],
  });

const bodies = async (stage: Stage, count: number): Promise<unknown[]> =>
  (await receive(stage, count)).map(({ body }) => body);

describe('what is sent comes out the same', () => {
  test.each<[string, unknown]>([
    ['a string', 'grüße'],
    ['a number', 12.5],
    ['nothing', null],
    ['an object', { a: [1, { b: 'c' }], d: null }],
    ['a long text', 'x'.repeat(200_000)],
  ])('%s as a body', (_, body) =>
    withBroker({ q: {} }, async (stage) => {
      await stage.client.createSender('q').sendMessages({ body });
      expect(await bodies(stage, 1)).toEqual([body]);
    }),
  );

  test('bytes as a body', () =>
    withBroker({ q: {} }, async (stage) => {
      const body = Buffer.from([0, 255, 1, 2, 128]);
      await stage.client.createSender('q').sendMessages({ body });
      const [received] = await bodies(stage, 1);

      expect(received).toEqual(body);
    }));

  test('AMQP values and sequences as bodies', () =>
    withBroker({ q: {} }, async (stage) => {
      const sender = stage.client.createSender('q');
      await sender.sendMessages({ bodyType: 'value', body: { deep: [true, 'x'] } });
      await sender.sendMessages({ bodyType: 'sequence', body: [1, 'two', 3] });
      const [value, sequence] = await receive(stage, 2);

      expect(value).toMatchObject({ body: { deep: [true, 'x'] }, _rawAmqpMessage: { bodyType: 'value' } });
      expect(sequence).toMatchObject({ body: [1, 'two', 3], _rawAmqpMessage: { bodyType: 'sequence' } });
    }));

  test('properties of the message', () =>
    withBroker({ q: {} }, async (stage) => {
      const properties = {
        messageId: 'id',
        correlationId: 'correlation',
        contentType: 'application/json',
        subject: 'subject',
        replyTo: 'reply',
        to: 'to',
        partitionKey: 'partition',
        replyToSessionId: 'session',
        timeToLive: 3_600_000,
      };
      await stage.client.createSender('q').sendMessages({ body: 'x', ...properties });
      expect((await receive(stage, 1))[0]).toMatchObject(properties);
    }));

  test('application properties with their types', () =>
    withBroker({ q: {} }, async (stage) => {
      const date = new Date('2024-02-29T12:34:56.789Z');
      const applicationProperties = {
        text: 'ü',
        yes: true,
        no: false,
        int: 42,
        negative: -7,
        real: 0.5,
        date,
        none: null,
      };
      await stage.client.createSender('q').sendMessages({ body: 'x', applicationProperties });

      expect((await receive(stage, 1))[0]?.applicationProperties).toEqual(applicationProperties);
    }));

  test('a message without an id is given one', () =>
    withBroker({ q: { RequiresDuplicateDetection: true } }, async (stage) => {
      await stage.client.createSender('q').sendMessages([{ body: 1 }, { body: 2, subject: 's', correlationId: 'c' }]);
      const [first, second] = await receive(stage, 2);

      expect(first?.messageId).toMatch(/^[0-9a-f-]{36}$/);
      expect(second?.messageId).not.toBe(first?.messageId);
      expect(second).toMatchObject({ subject: 's', correlationId: 'c' });
    }));
});

describe('batches', () => {
  test('come as single messages, in order', () =>
    withBroker({ q: {} }, async (stage) => {
      const sender = stage.client.createSender('q');
      const batch = await sender.createMessageBatch();
      for (let index = 0; index < 50; index += 1) {
        batch.tryAddMessage({ body: index, messageId: `m${index}`, applicationProperties: { index } });
      }
      await sender.sendMessages(batch);
      const messages = await receive(stage, 50);

      expect(messages.map(({ body }) => body)).toEqual(Array.from({ length: 50 }, (_, index) => index));
      expect(messages[49]).toMatchObject({ messageId: 'm49', applicationProperties: { index: 49 } });
    }));

  test('are cut to the size that the queue takes', () =>
    withBroker({ q: {} }, async ({ client }) => {
      const batch = await client.createSender('q').createMessageBatch();

      expect(batch.maxSizeInBytes).toBe(262_144);
      expect(batch.tryAddMessage({ body: 'x'.repeat(200_000) })).toBe(true);
      expect(batch.tryAddMessage({ body: 'x'.repeat(100_000) })).toBe(false);
    }));
});

describe('duplicates', () => {
  const detecting = { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1M' };

  test('within the window are dropped and answered with success, sent or scheduled', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: detecting },
      async (stage) => {
        const sender = stage.client.createSender('q');
        await sender.sendMessages({ body: 1, messageId: 'm' });
        await sender.sendMessages({ body: 2, messageId: 'm' });
        await sender.sendMessages([
          { body: 3, messageId: 'm' },
          { body: 4, messageId: 'n' },
        ]);
        await sender.scheduleMessages({ body: 5, messageId: 'n' }, new Date(clock.now() + 1_000));
        clock.advance(59_999);
        await sender.sendMessages({ body: 6, messageId: 'm' });
        clock.advance(1);
        await sender.sendMessages({ body: 7, messageId: 'm' });

        expect(await bodies(stage, 9)).toEqual([1, 4, 7]);
      },
      { clock },
    );
  });
});

describe('scheduled messages', () => {
  test('come when it is time, whether scheduled by call or by property', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: {} },
      async (stage) => {
        const sender = stage.client.createSender('q');
        const at = new Date(clock.now() + 60_000);
        const [number] = await sender.scheduleMessages({ body: 'called', applicationProperties: { a: 1 } }, at);
        await sender.sendMessages({ body: 'property', scheduledEnqueueTimeUtc: new Date(clock.now() + 30_000) });

        expect(stage.broker.counts().q).toMatchObject({ active: 0, scheduled: 2 });

        const [peeked] = await stage.client.createReceiver('q').peekMessages(1);
        expect(peeked).toMatchObject({ body: 'called', state: 'scheduled', scheduledEnqueueTimeUtc: at });
        expect(peeked?.sequenceNumber).toEqual(number);

        clock.advance(60_000);
        const messages = await receive(stage, 2);

        expect(messages.map(({ body }) => body)).toEqual(['property', 'called']);
        expect(messages[1]).toMatchObject({ state: 'active', enqueuedTimeUtc: at, applicationProperties: { a: 1 } });
      },
      { clock },
    );
  });

  test('come by themselves on the machine’s clock', () =>
    withBroker({ q: {} }, async (stage) => {
      await stage.client.createSender('q').scheduleMessages({ body: 'x' }, new Date(Date.now() + 150));
      expect(await bodies(stage, 1)).toEqual(['x']);
    }));

  test('many are scheduled in one call', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const later = new Date(Date.now() + 3_600_000);
      const numbers = await client.createSender('q').scheduleMessages([{ body: 1 }, { body: 2 }, { body: 3 }], later);

      expect(new Set(numbers.map(String)).size).toBe(3);
      expect(broker.counts().q).toMatchObject({ scheduled: 3 });
    }));

  test('can be cancelled, once', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], new Date(Date.now() + 3_600_000));
      await sender.cancelScheduledMessages(numbers[0] ?? []);

      expect(broker.counts().q).toMatchObject({ scheduled: 1 });
      await expect(sender.cancelScheduledMessages(numbers)).rejects.toMatchObject({ code: 'MessageNotFound' });
      expect(broker.counts().q).toMatchObject({ scheduled: 1 });
    }));
});

describe('time to live', () => {
  test('an expired message is dropped, or dead-lettered if the queue says so', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: {}, dead: { DeadLetteringOnMessageExpiration: true, DefaultMessageTimeToLive: 'PT10S' } },
      async ({ broker, client }) => {
        await client.createSender('q').sendMessages({ body: 1, timeToLive: 5_000 });
        await client.createSender('dead').sendMessages({ body: 2 });
        clock.advance(10_000);

        expect(broker.counts().q).toMatchObject({ active: 0, deadLettered: 0 });
        expect(broker.counts().dead).toMatchObject({ active: 0, deadLettered: 1 });

        const [dead] = await client.createReceiver('dead', { subQueueType: 'deadLetter' }).peekMessages(1);
        expect(dead).toMatchObject({ body: 2, deadLetterReason: 'TTLExpiredException' });
      },
      { clock },
    );
  });
});

describe('peeking', () => {
  test('continues where it stopped, sees locked messages and takes nothing', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
      const receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
      await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });

      expect((await receiver.peekMessages(2)).map(({ body }) => body)).toEqual([1, 2]);

      const [third] = await receiver.peekMessages(2);

      expect(third?.body).toBe(3);
      expect(third?.lockToken).toBeUndefined();
      expect(await receiver.peekMessages(2)).toEqual([]);

      const from = third?.sequenceNumber;
      expect(await receiver.peekMessages(5, from ? { fromSequenceNumber: from } : {})).toHaveLength(1);
      expect(broker.counts().q).toMatchObject({ active: 2, locked: 1 });
    }));

  test('an empty queue shows nothing', () =>
    withBroker({ q: {} }, async ({ client }) => {
      expect(await client.createReceiver('q').peekMessages(10)).toEqual([]);
    }));
});

describe('what cannot be sent', () => {
  test('a message over the limit is refused', () =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const sender = connect(noRetries).createSender('q');
      await expect(sender.sendMessages({ body: 'x'.repeat(262_144) })).rejects.toMatchObject({
        code: 'MessageSizeExceeded',
      });

      await sender.sendMessages({ body: 'x' });
      expect(broker.counts().q).toMatchObject({ active: 1 });
    }));

  test('nothing is sent to a dead-letter queue', () =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const sender = connect(noRetries).createSender('q/$DeadLetterQueue');

      await expect(sender.sendMessages({ body: 'x' })).rejects.toThrow(/dead-letter queue/);
      await expect(sender.scheduleMessages({ body: 'x' }, new Date(Date.now() + 9_999))).rejects.toThrow(
        /dead-letter queue/,
      );
      expect(broker.counts().q).toMatchObject({ deadLettered: 0 });
    }));
});
