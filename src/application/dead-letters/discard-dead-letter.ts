import type { Capabilities } from '../capabilities.ts';
import { assertSettled, parseDeadLetterNumber } from './dead-letter-number.ts';

type Deps = Pick<Capabilities, 'deadLetters' | 'poisonUploads' | 'log'>;

const nothing = async (): Promise<void> => {};

/** Removes only the message. The order keeps its attention flag. Throws `not_found` and `busy`. */
export const discardDeadLetter =
  ({ deadLetters, poisonUploads, log }: Deps) =>
  async (sequenceNumber: string): Promise<void> => {
    const address = parseDeadLetterNumber(sequenceNumber);
    assertSettled(
      address.source === 'process-order'
        ? await deadLetters.settle(address.number, nothing)
        : await poisonUploads.settle(address.id, nothing),
    );
    log.info('dead_letter_discarded', { sequenceNumber });
  };
