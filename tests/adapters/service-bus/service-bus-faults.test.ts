import { serviceBusHealth } from '../../../src/adapters/service-bus/service-bus-health.ts';
import type { OrderMessage, OrderQueue } from '../../../src/application/ports/order-queue.ts';
import { sampleMessage } from '../../contracts/order-queue-contract.ts';
import { orderMessage, QUEUE, type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

let bus: ServiceBusForTests;

beforeEach(async () => {
  bus = await startServiceBusForTests();
});

afterEach(() => bus.close());

const unavailable = { name: 'Unavailable', dependency: 'service-bus', cause: expect.anything() };

describe('serviceBusOrderQueue', () => {
  test('without a listener it is Unavailable', async () => {
    await bus.broker.close();
    const place = { container: QUEUE };
    await expect(bus.newQueue().send([sampleMessage()])).rejects.toMatchObject({
      ...unavailable,
      ...place,
      operation: 'send',
    });
    await expect(bus.newQueue().schedule(sampleMessage(), new Date())).rejects.toMatchObject({
      ...unavailable,
      ...place,
      operation: 'schedule',
    });
  });

  describe('under faults', () => {
    const both = (queue: OrderQueue, message = sampleMessage()): Record<string, () => Promise<void>> => ({
      send: () => queue.send([message]),
      schedule: () => queue.schedule(message, new Date()),
    });

    describe.each(['send', 'schedule'])('%s', (name) => {
      const call = (queue: OrderQueue, message?: OrderMessage) => both(queue, message)[name]?.();

      test.each(['server-busy', 'quota-exceeded'] as const)('%s for long is throttled', async (error) => {
        bus.broker.faults.set({ rules: [{ fault: 'reject-send', error }] });
        await expect(call(bus.newQueue())).rejects.toMatchObject({ ...unavailable, throttled: true });
      });

      test('busy for a moment: recovers', async () => {
        bus.broker.faults.set({ rules: [{ fault: 'reject-send', count: 2 }] });
        const message = sampleMessage();
        await call(bus.newQueue(), message);

        expect((await bus.receive(1)).map(orderMessage)).toEqual([message]);
      });
    });

    test.each([
      ['send', 'before'],
      ['send', 'after'],
      ['schedule', 'after'],
    ] as const)('%s: a connection that drops %s the message is taken: recovers', async (name, applied) => {
      const queue = bus.newQueue();
      const message = sampleMessage();
      bus.broker.faults.set({ rules: [{ fault: 'drop-connection', count: 1, applied }] });
      await both(queue, message)[name]?.();

      expect(bus.broker.faults.get().struck).toBe(1);
      // If the client sent it twice under the same id, the broker dropped the copy.
      expect((await bus.receive(2)).map(orderMessage)).toEqual([message]);
    });

    test('a caller does not wait for an answer longer than it wants to', async () => {
      bus.broker.faults.set({ rules: [{ fault: 'timeout' }] });
      const begin = performance.now();

      await expect(bus.newQueue().send([sampleMessage()], { signal: AbortSignal.timeout(300) })).rejects.toMatchObject(
        unavailable,
      );
      expect(performance.now() - begin).toBeLessThan(10_000);
    });

    test('after an outage the same sender goes on', async () => {
      const queue = bus.newQueue();
      await queue.send([sampleMessage()]);
      bus.broker.faults.pause();

      await expect(queue.send([sampleMessage()])).rejects.toMatchObject(unavailable);

      bus.broker.faults.resume();
      await queue.send([sampleMessage()]);
      expect(await bus.receive(2)).toHaveLength(2);
    });
  });
});

describe('serviceBusHealth', () => {
  test('resolves while the queue answers, with or without messages, and takes none', async () => {
    const health = serviceBusHealth(bus.serviceBus, QUEUE);
    const { signal } = new AbortController();
    await health.check(signal);
    await bus.client.createSender(QUEUE).sendMessages({ body: 1 });
    await health.check(signal);

    expect(await bus.receive(1)).toHaveLength(1);
  });

  test('rejects once the broker is gone, also when it answered before', async () => {
    const health = serviceBusHealth(bus.serviceBus, QUEUE);
    await health.check(new AbortController().signal);
    await bus.broker.close();

    await expect(health.check(AbortSignal.timeout(1_000))).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('is not asked once nobody waits for it', async () => {
    const health = serviceBusHealth(bus.serviceBus, QUEUE);
    expect(health.name).toBe('service-bus');
    await expect(health.check(AbortSignal.abort())).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('rejects if there is no such queue', async () => {
    await expect(
      serviceBusHealth(bus.serviceBus, 'no-such-queue').check(new AbortController().signal),
    ).rejects.toThrow();
  });
});
