import type { Clock } from '../../../src/application/ports/clock.ts';
import type { DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import type { DeliveryQueue } from '../../../src/application/ports/delivery-queue.ts';
import { Unavailable } from '../../../src/domain/errors.ts';

/** `at` is set on a scheduled message only. */
type QueuedKey = { key: DeliveryKey; at?: Date };

export type InMemoryDeliveryQueue = DeliveryQueue & {
  /** Messages that can be taken now or later. */
  waiting(): readonly QueuedKey[];
  /** Takes the oldest message that is due. */
  take(): DeliveryKey | undefined;
  /** The next `times` calls reject and take nothing. */
  failNext(times: number): void;
};

export const inMemoryDeliveryQueue = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryDeliveryQueue => {
  let waiting: QueuedKey[] = [];
  let failures = 0;

  const hand = (queued: readonly QueuedKey[]): void => {
    if (failures > 0) {
      failures -= 1;
      throw new Unavailable('service-bus');
    }
    waiting.push(...structuredClone(queued));
  };

  return {
    send: async (keys) => hand(keys.map((key) => ({ key }))),
    schedule: async (key, at) => hand([{ key, at }]),
    waiting: () => structuredClone(waiting),
    take: () => {
      const next = waiting.find(({ at }) => at === undefined || at <= clock());
      waiting = waiting.filter((queued) => queued !== next);
      return next?.key;
    },
    failNext: (times) => {
      failures = times;
    },
  };
};
