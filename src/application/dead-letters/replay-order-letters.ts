import { describeFailure } from '../../domain/describe-failure.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { Origin } from '../../domain/origin.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { firstMessage } from '../orders/announce-due.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Written } from '../ports/versioned.ts';
import type { ReplayCounts } from './replay-counts.ts';
import { reviveOrder } from './revive-order.ts';

type Deps = Pick<
  Capabilities,
  'deadLetters' | 'orders' | 'orderQueue' | 'clock' | 'pause' | 'random' | 'log' | 'randomId'
>;

/** No batch is started after this: skipped letters stay locked until the end, for 30 s at most. */
const MAX_MS = 20_000;

/** Letters of a batch are revived for this long. The rest of their lock is for sending. */
const MAX_BATCH_MS = 15_000;

const CONCURRENCY = 8;

type Revived = { written: Written<Order>; origin: Origin | undefined };

/** `orders`: by the number of their letter. `skipped`: how many letters name no existing order. */
type Revival = { orders: ReadonlyMap<string, Revived>; skipped: number };

const reviveOrders = (deps: Deps) => {
  const revive = reviveOrder(deps);

  return async (letters: readonly DeadLetter[]): Promise<Revival> => {
    const end = deps.clock().getTime() + MAX_BATCH_MS;
    const orders = new Map<string, Revived>();
    let skipped = 0;
    await eachBounded(letters, CONCURRENCY, async (letter) => {
      if (deps.clock().getTime() >= end) return;
      const { sequenceNumber, origin } = letter;
      try {
        orders.set(sequenceNumber, { written: await revive(letter), origin });
      } catch (error) {
        if (error instanceof DomainError) skipped += 1;
        else deps.log.warn('dead_letter_not_replayed', { sequenceNumber, ...describeFailure(error) });
      }
    });
    return { orders, skipped };
  };
};

/** Adds to `counts` as it goes. An order with several dead letters gets one message. */
export const replayOrderLetters = (deps: Deps) => {
  const { deadLetters, orderQueue, randomId, log } = deps;
  const revive = reviveOrders(deps);

  const announce = async (orders: Iterable<Revived>): Promise<void> => {
    const owing = new Map([...orders].flatMap((one) => (one.written.value.debt ? [[one.written.value.id, one]] : [])));
    const messages = [...owing.values()].map((one) => firstMessage(one.written, randomId(), one.origin));
    await orderQueue.send(messages);
  };

  const logReplayed = (orders: Revival['orders']): void => {
    for (const [sequenceNumber, { written, origin }] of orders) {
      const originalRequestId = origin?.requestId;
      log.info('dead_letter_replayed', { sequenceNumber, orderId: written.value.id, originalRequestId });
    }
  };

  return async (counts: ReplayCounts): Promise<void> => {
    const settled = (count: number): void => {
      counts.replayed += count;
    };
    const { remaining } = await deadLetters.settleAll({ withinMs: MAX_MS, settled }, async (batch) => {
      const { orders, skipped } = await revive(batch);
      await announce(orders.values());
      logReplayed(orders);
      counts.skipped += skipped;
      counts.remaining ||= orders.size + skipped < batch.length;
      return new Set(orders.keys());
    });
    counts.remaining ||= remaining;
  };
};
