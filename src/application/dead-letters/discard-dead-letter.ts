import { keptBody } from '../../domain/audit-entry.ts';
import type { Capabilities } from '../capabilities.ts';
import { assertSettled, parseDeadLetterNumber } from './dead-letter-number.ts';

type Deps = Pick<Capabilities, 'deadLetters' | 'poisonUploads' | 'log'>;

export type DiscardDeadLetterCommand = { sequenceNumber: string; reason: string };

type Kept = { messageId?: string | undefined; enqueuedAt: string; body: unknown };

/**
 * Removes only the message, once `keep` has kept it. The order keeps its attention flag. Throws
 * `not_found` and `busy`.
 */
export const discardDeadLetter =
  ({ deadLetters, poisonUploads, log }: Deps) =>
  async ({ sequenceNumber }: DiscardDeadLetterCommand, keep: (letter: Kept) => Promise<void>): Promise<void> => {
    const address = parseDeadLetterNumber(sequenceNumber);
    const keepLetter = ({ messageId, enqueuedAt, body }: Kept) =>
      keep({ ...(messageId !== undefined && { messageId }), enqueuedAt, body: keptBody(body) });
    assertSettled(
      address.source === 'process-order'
        ? await deadLetters.settle(address.number, keepLetter)
        : await poisonUploads.settle(address.id, keepLetter),
    );
    log.info('dead_letter_discarded', { sequenceNumber });
  };
