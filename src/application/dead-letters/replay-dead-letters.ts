import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { Capabilities } from '../capabilities.ts';
import { firstMessage } from '../orders/announce-due.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Written } from '../ports/versioned.ts';
import { numberOfUpload } from './dead-letter-number.ts';
import { replayUpload } from './replay-upload.ts';
import { reviveOrder } from './revive-order.ts';

type Deps = Pick<
  Capabilities,
  'deadLetters' | 'poisonUploads' | 'orders' | 'orderQueue' | 'products' | 'images' | 'clock' | 'log' | 'randomId'
>;

/**
 * `remaining`: there is more, and another call may reach it. `skipped`: stays in the queue and has
 * to be discarded.
 */
export type ReplayedDeadLetters = { replayed: number; skipped: number; remaining: boolean };

/** No upload is started after this. The whole call then stays well under 100 seconds. */
const LIMIT_MS = 50_000;

/**
 * No batch is started after this. Skipped letters stay locked until the end, and a lock lasts 30 s.
 */
const LETTERS_LIMIT_MS = 20_000;

/** Letters of a batch are revived for this long. The rest of their 30 s lock is for sending. */
const BATCH_MS = 15_000;

const REVIVED_AT_ONCE = 8;

const isRefused = (error: unknown): boolean => error instanceof DomainError;

/**
 * The letters whose orders had their attention flag cleared. `refused` counts letters that name no
 * existing order. A letter in neither failed or ran out of time.
 */
type Revived = { orders: Map<string, Written<Order>>; refused: number };

const reviveAll = (deps: Deps) => {
  const revive = reviveOrder(deps);

  return async (letters: readonly DeadLetter[]): Promise<Revived> => {
    const end = deps.clock().getTime() + BATCH_MS;
    const revived: Revived = { orders: new Map(), refused: 0 };

    const reviveOne = async (letter: DeadLetter): Promise<void> => {
      try {
        revived.orders.set(letter.sequenceNumber, await revive(letter));
      } catch (error) {
        if (isRefused(error)) revived.refused += 1;
        else
          deps.log.warn('dead_letter_not_replayed', { sequenceNumber: letter.sequenceNumber, reason: String(error) });
      }
    };

    for (let from = 0; from < letters.length && deps.clock().getTime() < end; from += REVIVED_AT_ONCE) {
      await Promise.all(letters.slice(from, from + REVIVED_AT_ONCE).map(reviveOne));
    }
    return revived;
  };
};

/**
 * Replays everything that was dead when the call began, batch by batch: clears the attention flags,
 * sends new messages, removes the dead letters. A crash anywhere only makes duplicates, and the
 * call may be repeated. An order with several dead letters gets one message.
 * A letter that fails stays and does not stop the others. If one queue fails, the other is still
 * replayed. Rejects only if a queue failed and nothing was replayed.
 */
export const replayDeadLetters = (deps: Deps) => {
  const revive = reviveAll(deps);
  const renew = replayUpload(deps);

  const replayOrders = async (count: ReplayedDeadLetters): Promise<void> => {
    const settled = (gone: number) => {
      count.replayed += gone;
    };
    const { remaining } = await deps.deadLetters.settleAll({ withinMs: LETTERS_LIMIT_MS, settled }, async (batch) => {
      const { orders, refused } = await revive(batch);
      const owing = new Map(
        [...orders.values()].flatMap((written) => (written.value.debt ? [[written.value.id, written]] : [])),
      );
      await deps.orderQueue.send([...owing.values()].map((written) => firstMessage(written, deps.randomId())));
      count.skipped += refused;
      count.remaining ||= orders.size + refused < batch.length;
      return new Set(orders.keys());
    });
    count.remaining ||= remaining;
  };

  const replayUploads = async (count: ReplayedDeadLetters, end: number): Promise<void> => {
    const seen = new Set<string>();
    for (const { id } of await deps.poisonUploads.list()) {
      if (deps.clock().getTime() > end) break;
      seen.add(id);
      try {
        const settled = await deps.poisonUploads.settle(id, async (upload) => {
          await renew(upload);
        });
        if (settled === 'settled') count.replayed += 1;
        else if (settled === 'busy') count.remaining = true;
      } catch (error) {
        if (isRefused(error)) {
          count.skipped += 1;
          continue;
        }
        deps.log.warn('dead_letter_not_replayed', { sequenceNumber: numberOfUpload(id), reason: String(error) });
        count.remaining = true;
      }
    }
    const left = await deps.poisonUploads.list();
    count.remaining ||= left.some(({ id }) => !seen.has(id));
  };

  return async (): Promise<ReplayedDeadLetters> => {
    const end = deps.clock().getTime() + LIMIT_MS;
    const count = { replayed: 0, skipped: 0, remaining: false };
    let failure: { error: unknown } | undefined;
    for (const part of [() => replayOrders(count), () => replayUploads(count, end)]) {
      try {
        await part();
      } catch (error) {
        failure ??= { error };
        deps.log.warn('replay_interrupted', { replayed: count.replayed, reason: String(error) });
        count.remaining = true;
      }
    }
    if (failure && count.replayed === 0) throw failure.error;
    deps.log.info('dead_letters_replayed', count);
    return count;
  };
};
