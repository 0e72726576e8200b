import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { createFaults, InvalidFaults, parseFaultSettings } from '../../../local/service-bus/faults.ts';
import { noRetries, type Stage, until, withBroker } from './with-broker.ts';

const settled = async (work: () => Promise<unknown>): Promise<string> =>
  work().then(
    () => 'fulfilled',
    (error: { code?: string; name?: string }) => error.code ?? error.name ?? 'rejected',
  );

afterEach(() => jest.restoreAllMocks());

describe('reject-send', () => {
  test.each([
    ['server-busy', 'ServiceBusy'],
    ['internal-error', 'GeneralError'],
    ['quota-exceeded', 'QuotaExceeded'],
  ] as const)('%s is what the client calls %s, sent or scheduled', (error, code) =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const sender = connect(noRetries).createSender('q');
      broker.faults.set({ rules: [{ fault: 'reject-send', error, count: 2 }] });

      expect(await settled(() => sender.sendMessages({ body: 1 }))).toBe(code);
      expect(await settled(() => sender.scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000)))).toBe(code);
      expect(broker.counts().q).toMatchObject({ active: 0, scheduled: 0 });

      await sender.sendMessages({ body: 2 });
      expect(broker.faults.get()).toMatchObject({ struck: 2 });
    }),
  );

  test('the client recovers from throttling for a moment', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      broker.faults.set({ rules: [{ fault: 'reject-send', count: 2 }] });
      await client.createSender('q').sendMessages({ body: 1 });
      expect(broker.counts().q).toMatchObject({ active: 1 });
    }));
});

test('a delayed send is stored late', () =>
  withBroker({ q: {} }, async ({ broker, client }) => {
    const sender = client.createSender('q');
    await sender.sendMessages({ body: 'opens the link' });
    broker.faults.set({ rules: [{ fault: 'delay', delayMs: 150, count: 1 }] });
    const started = Date.now();
    await sender.sendMessages({ body: 1 });

    expect(Date.now() - started).toBeGreaterThanOrEqual(149);
  }));

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a send that is never answered, %s it is stored', (applied, active) =>
  withBroker({ q: {} }, async ({ broker, connect }) => {
    const sender = connect({ retryOptions: { maxRetries: 0, timeoutInMs: 500 } }).createSender('q');
    broker.faults.set({ rules: [{ fault: 'timeout', applied, count: 1 }] });

    expect(await settled(() => sender.sendMessages({ body: 1 }))).toBe('ServiceTimeout');
    expect(broker.counts().q).toMatchObject({ active });
  }),
);

describe('drop-connection', () => {
  test.each([
    ['before', 1],
    ['after', 2],
  ] as const)('%s a send is stored: the client sends again', (applied, active) =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const sender = connect({ retryOptions: { maxRetries: 3, retryDelayInMs: 50, timeoutInMs: 400 } }).createSender(
        'q',
      );
      broker.faults.set({ rules: [{ fault: 'drop-connection', applied, count: 1 }] });
      await sender.sendMessages({ body: 1, messageId: 'm' });

      expect(broker.counts().q).toMatchObject({ active });
    }),
  );

  test('with duplicate detection a send that was stored and is sent again is stored once', () =>
    withBroker({ q: { RequiresDuplicateDetection: true } }, async ({ broker, connect }) => {
      const sender = connect({ retryOptions: { maxRetries: 3, retryDelayInMs: 50, timeoutInMs: 400 } }).createSender(
        'q',
      );
      broker.faults.set({ rules: [{ fault: 'drop-connection', applied: 'after', count: 1 }] });
      await sender.sendMessages({ body: 1, messageId: 'm' });

      expect(broker.counts().q).toMatchObject({ active: 1 });
    }));

  test(
    'while a delivery is outstanding: the message can still be settled, and the subscription goes on',
    () =>
      withBroker({ q: {} }, async ({ broker, client, connect }) => {
        broker.faults.set({ rules: [{ fault: 'drop-connection', operations: ['deliver'], count: 1 }] });
        const receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
        const done: unknown[] = [];
        const both = new Promise<void>((resolve) => {
          receiver.subscribe(
            {
              async processMessage(message) {
                await pause(50);
                await receiver.completeMessage(message);
                done.push(message.body);
                if (done.length === 2) resolve();
              },
              processError: async () => {},
            },
            { autoCompleteMessages: false, maxConcurrentCalls: 1 },
          );
        });
        // On its own connection: if it drops while its link opens, the client may wait for a
        // minute.
        const sender = connect().createSender('q');
        await sender.sendMessages({ body: 1 });
        await until(() => done.length === 1, 90_000);
        await sender.sendMessages({ body: 2 });
        await both;

        expect(done).toEqual([1, 2]);
        expect(broker.counts().q).toMatchObject({ active: 0, locked: 0 });
      }),
    120_000,
  );

  test.each([
    ['before', { locked: 1 }],
    ['after', { locked: 0 }],
  ] as const)('%s a completion takes effect', (applied, counts) =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const client = connect({ retryOptions: { maxRetries: 0, timeoutInMs: 400 } });
      await client.createSender('q').sendMessages({ body: 1 });
      const receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
      if (!message) throw new Error('no message came');
      broker.faults.set({ rules: [{ fault: 'drop-connection', operations: ['settle'], applied, count: 1 }] });

      expect(await settled(() => receiver.completeMessage(message))).not.toBe('fulfilled');
      expect(broker.counts().q).toMatchObject(counts);
    }),
  );
});

test('lose-lock: the message comes again at once, and the first delivery cannot be settled', () =>
  withBroker({ q: {} }, async ({ broker, client }) => {
    broker.faults.set({ rules: [{ fault: 'lose-lock', count: 1 }] });
    await client.createSender('q').sendMessages({ body: 1 });
    const receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
    const [first] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
    const [second] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
    if (!first || !second) throw new Error('two deliveries must come');

    expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
    expect(await settled(() => receiver.completeMessage(first))).toBe('MessageLockLost');

    await receiver.completeMessage(second);
    expect(broker.counts().q).toMatchObject({ active: 0, locked: 0 });
  }));

/**
 * If a connection drops while a link opens, the client leaves timers behind. jest would wait for
 * them.
 */
const unrefLongTimers = (): void => {
  const start = setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((run, ms, ...rest) => {
    const timer = start(run, ms, ...rest);
    if ((ms ?? 0) >= 10_000) timer.unref();
    return timer;
  });
};

/**
 * The client may wait a minute for an answer that was lost with its connection. Like the host,
 * takes a new client before that.
 */
const answered = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer came.')), 3_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

test('connections that drop all the time lose no message', () => {
  unrefLongTimers();
  return withBroker(
    { q: { RequiresDuplicateDetection: true, LockDuration: 'PT1S', MaxDeliveryCount: 100 } },
    async ({ broker, connect }) => {
      const isEmpty = () => Object.values(broker.counts().q ?? {}).every((count) => count === 0);
      const options = { retryOptions: { maxRetries: 0, timeoutInMs: 1_000 } };
      broker.faults.set({
        rules: [
          { fault: 'drop-connection', applied: 'before', operations: ['send', 'settle'], rate: 0.1 },
          { fault: 'drop-connection', applied: 'after', operations: ['send', 'settle', 'deliver'], rate: 0.1 },
        ],
        seed: 3,
      });
      let sender = connect(options).createSender('q');
      for (let index = 0; index < 20; ) {
        try {
          await answered(sender.sendMessages({ body: index, messageId: `m${index}` }));
          index += 1;
        } catch {
          sender = connect(options).createSender('q');
        }
      }

      // Duplicate detection dropped what had been stored although its answer was lost.
      expect(broker.counts().q).toMatchObject({ active: 20 });

      const done = new Set<unknown>();
      let receiver = connect(options).createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
      while (!isEmpty()) {
        try {
          for (const message of await answered(receiver.receiveMessages(4, { maxWaitTimeInMs: 300 }))) {
            done.add(message.body);
            await answered(receiver.completeMessage(message));
          }
        } catch {
          receiver = connect(options).createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
        }
      }

      expect(broker.faults.get().struck).toBeGreaterThan(5);
      expect(done.size).toBe(20);
    },
  );
}, 120_000);

describe('pause', () => {
  test('refuses clients until resumed and keeps the messages', () =>
    withBroker({ q: {} }, async ({ broker, client, connect }) => {
      await client.createSender('q').sendMessages({ body: 1 });
      broker.faults.pause();
      const shut = connect(noRetries).createSender('q');

      expect(await settled(() => shut.sendMessages({ body: 2 }))).not.toBe('fulfilled');
      expect(broker.faults.isPaused()).toBe(true);

      broker.faults.resume();
      await client.createSender('q').sendMessages({ body: 3 });
      const received = await client.createReceiver('q').receiveMessages(2, { maxWaitTimeInMs: 2_000 });

      expect(received.map(({ body }) => body)).toEqual([1, 3]);
    }));

  test('for a time: a subscription comes back by itself', () =>
    withBroker({ q: {} }, async ({ broker, client, connect }) => {
      const received = new Promise<ServiceBusReceivedMessage>((resolve) => {
        client
          .createReceiver('q')
          .subscribe({ processMessage: async (message) => resolve(message), processError: async () => {} });
      });
      await attached({ broker, client, connect });
      broker.faults.pause(300);
      await until(() => !broker.faults.isPaused());
      await connect().createSender('q').sendMessages({ body: 'after' });

      expect((await received).body).toBe('after');
    }));
});

/** Waits until the subscription of the same client is connected. */
const attached = async ({ client }: Stage): Promise<void> => {
  await client.createReceiver('q').peekMessages(1);
};

describe('rules', () => {
  test('strike by rate, the same for the same seed', () => {
    const run = (seed: number): string => {
      const faults = createFaults();
      faults.set({ rules: [{ fault: 'reject-send', rate: 0.3 }], seed });
      return Array.from({ length: 200 }, () => (faults.next('send', 'q') ? 'x' : '.')).join('');
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));

    const struck = run(7).replaceAll('.', '').length;
    expect(struck).toBeGreaterThan(30);
    expect(struck).toBeLessThan(90);
  });

  test('strike only the queue and the operations they name', () => {
    const faults = createFaults();
    faults.set({ rules: [{ fault: 'timeout', entity: 'Q', operations: ['schedule'] }] });

    expect(faults.next('schedule', 'other')).toBeUndefined();
    expect(faults.next('send', 'q')).toBeUndefined();
    expect(faults.next('schedule', 'q')?.fault).toBe('timeout');

    faults.clear();
    expect(faults.next('schedule', 'q')).toBeUndefined();
  });

  test.each([
    [null],
    [{ rule: [] }],
    [{ rules: {} }],
    [{ rules: ['x'] }],
    [{ rules: [{ fault: 'explode' }] }],
    [{ rules: [{ fault: 'delay' }] }],
    [{ rules: [{ fault: 'delay', delayMs: -1 }] }],
    [{ rules: [{ fault: 'reject-send', rate: 2 }] }],
    [{ rules: [{ fault: 'reject-send', error: 'mood' }] }],
    [{ rules: [{ fault: 'reject-send', applied: 'after' }] }],
    [{ rules: [{ fault: 'reject-send', operations: ['deliver'] }] }],
    [{ rules: [{ fault: 'lose-lock', operations: ['send'] }] }],
    [{ rules: [{ fault: 'timeout', entity: 3 }] }],
    [{ seed: 'x' }],
  ])('%j is refused', (settings) => {
    expect(() => parseFaultSettings(settings)).toThrow(InvalidFaults);
  });

  test('every problem is named at once', () => {
    const rules = [
      { fault: 'explode' },
      { fault: 'delay', rate: 2 },
      { fault: 'timeout', count: 1.5, error: 'server-busy', operations: ['deliver'] },
    ];
    expect(() => parseFaultSettings({ rules, seed: 'x' })).toThrow(
      [
        'faults.rules[0].fault must be one of reject-send, drop-connection, delay, timeout, lose-lock.',
        'faults.rules[1].rate must be a number from 0 to 1.',
        'faults.rules[1].delayMs must be a number from 0 to 600000.',
        'faults.rules[2].count must be a whole number from 0 to 9007199254740991.',
        'faults.rules[2].operations[0] must be one of send, schedule, settle.',
        'faults.rules[2].error is unknown.',
        'faults.seed must be a number from 0 to 4294967295.',
      ].join(' '),
    );
  });
});
