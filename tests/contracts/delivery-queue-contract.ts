import type { DeliveryKey } from '../../src/application/ports/deliveries.ts';
import type { DeliveryQueue } from '../../src/application/ports/delivery-queue.ts';
import { toEndpointId, toEventId } from '../support/ids.ts';

export type DeliveryQueueUnderTest = {
  queue: DeliveryQueue;
  /** Takes up to `count` messages. Does not wait long if there are fewer. */
  receive(count: number): Promise<DeliveryKey[]>;
  /** The time by the broker's clock. */
  now(): Date;
  passTime(milliseconds: number): Promise<void>;
};

const key: DeliveryKey = { endpointId: toEndpointId('whe_a'), eventId: toEventId('evt_1') };

/** What every implementation does. `make` runs once per test and returns an empty queue. */
export const describeDeliveryQueue = (
  name: string,
  make: () => DeliveryQueueUnderTest | Promise<DeliveryQueueUnderTest>,
): void => {
  describe(`DeliveryQueue: ${name}`, () => {
    let made: DeliveryQueueUnderTest;
    let queue: DeliveryQueue;

    beforeEach(async () => {
      made = await make();
      queue = made.queue;
    });

    test('what is sent is received', async () => {
      await queue.send([key]);
      expect(await made.receive(1)).toEqual([key]);
    });

    test('many at once all arrive, and sending none succeeds', async () => {
      const keys = Array.from({ length: 120 }, (_, n) => ({ ...key, eventId: toEventId(`evt_${n}`) }));
      await queue.send([]);
      await queue.send(keys);

      const received = await made.receive(120);
      expect(new Set(received.map(({ eventId }) => eventId))).toEqual(new Set(keys.map(({ eventId }) => eventId)));
    });

    test('what is sent again arrives again: the broker drops nothing', async () => {
      await queue.send([key]);
      await queue.send([key]);
      await queue.schedule(key, new Date(made.now().getTime() - 1_000));

      expect(await made.receive(3)).toEqual([key, key, key]);
    });

    test('a scheduled message is delivered at its time and not before', async () => {
      await queue.schedule(key, new Date(made.now().getTime() + 2_000));
      expect(await made.receive(1)).toEqual([]);

      await made.passTime(2_000);

      expect(await made.receive(1)).toEqual([key]);
    });
  });
};
