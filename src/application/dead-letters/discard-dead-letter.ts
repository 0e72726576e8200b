import type { DeadLetters, PoisonUploads } from '../ports/dead-letters.ts';
import type { Log } from '../ports/telemetry.ts';
import { addressOf, checkSettled } from './dead-letter-number.ts';

export type DiscardDeadLetterDeps = { deadLetters: DeadLetters; poisonUploads: PoisonUploads; log: Log };

const nothing = async (): Promise<void> => {};

/** Removes only the message. The order keeps its attention flag. Throws `not_found` and `busy`. */
export const discardDeadLetter =
  ({ deadLetters, poisonUploads, log }: DiscardDeadLetterDeps) =>
  async (sequenceNumber: string): Promise<void> => {
    const address = addressOf(sequenceNumber);
    checkSettled(
      address.source === 'process-order'
        ? await deadLetters.settle(address.number, nothing)
        : await poisonUploads.settle(address.id, nothing),
    );
    log.info('dead_letter_discarded', { sequenceNumber });
  };
