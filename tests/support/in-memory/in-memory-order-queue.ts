import type { Clock } from '../../../src/application/ports/clock.ts';
import type { OrderMessage, OrderQueue } from '../../../src/application/ports/order-queue.ts';
import { Unavailable } from '../../../src/domain/errors.ts';

const DUPLICATE_WINDOW_MS = 10 * 60 * 1000;

/** `at` is set on a scheduled message only. */
type QueuedMessage = { message: OrderMessage; at?: Date };

export type InMemoryOrderQueue = OrderQueue & {
  /** Everything the broker ever accepted, in order, without the duplicates that it dropped. */
  accepted(): readonly QueuedMessage[];
  /** Messages that can be taken now or later. */
  waiting(): readonly QueuedMessage[];
  /** Takes the oldest message that is due. */
  take(): OrderMessage | undefined;
  /** The next `times` calls reject; with `taken: 'all'` only the answer is lost. */
  failNext(times: number, options?: { taken?: 'none' | 'all'; error?: unknown }): void;
};

/** Like the real queue, drops messages whose id it has seen in the last ten minutes. */
export const inMemoryOrderQueue = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryOrderQueue => {
  const accepted: QueuedMessage[] = [];
  let waiting: QueuedMessage[] = [];
  const seen = new Map<string, number>();
  let failing = { times: 0, taken: 'none', error: undefined as unknown };

  const accept = (queued: QueuedMessage): void => {
    const now = clock().getTime();
    const last = seen.get(queued.message.messageId);
    if (last !== undefined && now - last < DUPLICATE_WINDOW_MS) return;
    seen.set(queued.message.messageId, now);
    accepted.push(structuredClone(queued));
    waiting.push(structuredClone(queued));
  };

  const hand = (queued: readonly QueuedMessage[]): void => {
    const fails = failing.times > 0;
    if (fails) failing.times -= 1;
    if (!fails || failing.taken === 'all') queued.forEach(accept);
    if (fails) throw failing.error;
  };

  return {
    send: async (messages, { signal } = {}) => {
      if (signal?.aborted) throw new Unavailable('service-bus', { cause: signal.reason });
      hand(messages.map((message) => ({ message })));
    },
    schedule: async (message, at) => hand([{ message, at }]),
    accepted: () => structuredClone(accepted),
    waiting: () => structuredClone(waiting),
    take: () => {
      const next = waiting.find(({ at }) => at === undefined || at <= clock());
      waiting = waiting.filter((queued) => queued !== next);
      return next?.message;
    },
    failNext: (times, { taken = 'none', error = new Unavailable('service-bus') } = {}) => {
      failing = { times, taken, error };
    },
  };
};
