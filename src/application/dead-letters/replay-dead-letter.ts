import type { OrderId } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { firstMessage } from '../orders/announce-due.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { ImageKey } from '../ports/images.ts';
import { assertSettled, parseDeadLetterNumber } from './dead-letter-number.ts';
import { replayUpload } from './replay-upload.ts';
import { reviveOrder } from './revive-order.ts';

type Deps = Pick<
  Capabilities,
  | 'deadLetters'
  | 'poisonUploads'
  | 'orders'
  | 'orderQueue'
  | 'products'
  | 'images'
  | 'clock'
  | 'pause'
  | 'random'
  | 'log'
  | 'randomId'
>;

/** What was replayed, or a `note` why nothing was. The message is removed in both cases. */
export type ReplayedDeadLetter = { sequenceNumber: string; orderId?: OrderId; image?: ImageKey; note?: string };

const OWES_NOTHING = 'The order has nothing due any more, so nothing was sent. The message was removed.';

/**
 * Clears the attention flag, sends a message with a new root id (so that it is not dropped as a
 * duplicate), then removes the dead letter: a crash in between only makes a duplicate. Of an
 * upload, the original is written again. Throws `not_found`, `busy`, and `conflict` for a message
 * that names nothing to replay.
 */
export const replayDeadLetter = (deps: Deps) => {
  const revive = reviveOrder(deps);
  const renew = replayUpload(deps);

  const replayLetter = async (letter: DeadLetter): Promise<{ orderId: OrderId; note?: string }> => {
    const written = await revive(letter);
    const orderId = written.value.id;
    if (written.value.debt === undefined) return { orderId, note: OWES_NOTHING };
    await deps.orderQueue.send([firstMessage(written, deps.randomId(), letter.origin)]);
    return { orderId };
  };

  return async (sequenceNumber: string): Promise<ReplayedDeadLetter> => {
    const address = parseDeadLetterNumber(sequenceNumber);
    let replayed: ReplayedDeadLetter = { sequenceNumber };
    let originalRequestId: string | undefined;
    const settled =
      address.source === 'process-order'
        ? await deps.deadLetters.settle(address.number, async (letter) => {
            originalRequestId = letter.origin?.requestId;
            replayed = { sequenceNumber, ...(await replayLetter(letter)) };
          })
        : await deps.poisonUploads.settle(address.id, async (upload) => {
            replayed = { sequenceNumber, ...(await renew(upload)) };
          });
    assertSettled(settled);
    const { orderId, image } = replayed;
    deps.log.info('dead_letter_replayed', { sequenceNumber, orderId, ...image, originalRequestId });
    return replayed;
  };
};
