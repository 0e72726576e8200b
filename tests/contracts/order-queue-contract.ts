import { randomUUID } from 'node:crypto';
import type { OrderMessage, OrderQueue } from '../../src/application/ports/order-queue.ts';
import { toOrderId } from '../support/ids.ts';

export type OrderQueueUnderTest = {
  queue: OrderQueue;
  /** Takes up to `count` messages. Does not wait long if there are fewer. */
  receive(count: number): Promise<OrderMessage[]>;
  /** The time by the broker's clock. */
  now(): Date;
  passTime(milliseconds: number): Promise<void>;
};

export const sampleMessage = (changes: Partial<OrderMessage> = {}): OrderMessage => ({
  orderId: toOrderId('ord_0123456789abcdef_01234567890123456789012345'),
  messageId: randomUUID(),
  rootId: 'root-1',
  attempt: 0,
  session: '0:-1#12',
  ...changes,
});

/**
 * What every implementation of `OrderQueue` does. `make` runs once per test and returns an empty
 * queue.
 */
export const describeOrderQueue = (
  name: string,
  make: () => OrderQueueUnderTest | Promise<OrderQueueUnderTest>,
): void => {
  describe(`OrderQueue: ${name}`, () => {
    let made: OrderQueueUnderTest;
    let queue: OrderQueue;

    beforeEach(async () => {
      made = await make();
      queue = made.queue;
    });

    test('what is sent is received', async () => {
      const message = sampleMessage({ attempt: 3 });
      await queue.send([message]);
      expect(await made.receive(1)).toEqual([message]);
    });

    test('a message may go without a session', async () => {
      const { session: _, ...message } = sampleMessage();
      await queue.send([message]);
      const [received] = await made.receive(1);
      expect(received).toEqual(message);
      expect(received).not.toHaveProperty('session');
    });

    test('many at once all arrive', async () => {
      const messages = Array.from({ length: 120 }, (_, i) => sampleMessage({ rootId: `root-${i}` }));
      await queue.send(messages);
      const received = await made.receive(120);
      expect(new Set(received.map(({ rootId }) => rootId))).toEqual(new Set(messages.map(({ rootId }) => rootId)));
    });

    test('more than one batch of the broker holds all arrive', async () => {
      // 40 messages of 30 KB exceed the 256 KB that a batch can hold in the standard tier.
      const messages = Array.from({ length: 40 }, (_, i) =>
        sampleMessage({ rootId: `root-${i}`, session: 's'.repeat(30_000) }),
      );
      await queue.send(messages);
      const received = await made.receive(40);
      expect(new Set(received.map(({ rootId }) => rootId)).size).toBe(40);
    });

    test('sending no messages succeeds', async () => {
      await queue.send([]);
      expect(await made.receive(1)).toEqual([]);
    });

    test('a message id that was seen a moment ago is dropped silently', async () => {
      const message = sampleMessage();
      await queue.send([message]);
      await queue.send([{ ...message, attempt: 1 }]);
      expect(await made.receive(2)).toEqual([message]);
    });

    test('a call whose signal is aborted rejects and sends nothing', async () => {
      await expect(queue.send([sampleMessage()], { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: 'Unavailable',
        dependency: 'service-bus',
      });
      expect(await made.receive(1)).toEqual([]);
    });

    test('a scheduled message is delivered at its time and not before', async () => {
      const message = sampleMessage({ attempt: 1 });
      await queue.schedule(message, new Date(made.now().getTime() + 2_000));
      expect(await made.receive(1)).toEqual([]);
      await made.passTime(2_000);
      expect(await made.receive(1)).toEqual([message]);
    });

    test('a message scheduled for a moment that is past is delivered at once', async () => {
      const message = sampleMessage();
      await queue.schedule(message, new Date(made.now().getTime() - 60_000));
      expect(await made.receive(1)).toEqual([message]);
    });
  });
};
