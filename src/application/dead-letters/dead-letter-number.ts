import { DomainError } from '../../domain/errors.ts';
import type { Settled } from '../ports/dead-letters.ts';

/** In the dead-letter queue of orders, or in the poison queue of uploads. */
type DeadLetterAddress = { source: 'process-order'; number: string } | { source: 'process-upload'; id: string };

const MAX_NUMBER = 2n ** 63n - 1n;
const NUMBER = /^(?:0|[1-9]\d{0,18})$/;
const UPLOAD = /^blob-([\w-]{1,64})$/;

export const uploadNumber = (id: string): string => `blob-${id}`;

const noSuchDeadLetter = (): DomainError => new DomainError('not_found', 'There is no such dead letter.');

/** Throws `not_found` for a number that no dead letter can have. */
export const parseDeadLetterNumber = (sequenceNumber: string): DeadLetterAddress => {
  const [, id] = UPLOAD.exec(sequenceNumber) ?? [];
  if (id !== undefined) return { source: 'process-upload', id };
  if (!NUMBER.test(sequenceNumber) || BigInt(sequenceNumber) > MAX_NUMBER) throw noSuchDeadLetter();
  return { source: 'process-order', number: sequenceNumber };
};

export const assertSettled = (settled: Settled): void => {
  if (settled === 'gone') throw noSuchDeadLetter();
  if (settled === 'busy') {
    throw new DomainError(
      'busy',
      'This dead letter is locked by another call, or too many are queued before it. Try again later, or replay or discard those first.',
    );
  }
};
