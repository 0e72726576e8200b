import { DomainError } from '../../domain/errors.ts';
import type { Settled } from '../ports/dead-letters.ts';

/** In the dead-letter queue of orders, or in the poison queue of uploads. */
export type DeadLetterAddress = { source: 'process-order'; number: string } | { source: 'process-upload'; id: string };

const MAX_NUMBER = 2n ** 63n - 1n;
const NUMBER = /^(?:0|[1-9]\d{0,18})$/;
const UPLOAD = /^blob-([\w-]{1,64})$/;

export const uploadNumber = (id: string): string => `blob-${id}`;

/** Throws `not_found` for a number that no dead letter can have. */
export const parseDeadLetterNumber = (sequenceNumber: string): DeadLetterAddress => {
  const [, id] = UPLOAD.exec(sequenceNumber) ?? [];
  if (id !== undefined) return { source: 'process-upload', id };
  if (!NUMBER.test(sequenceNumber) || BigInt(sequenceNumber) > MAX_NUMBER) return assertSettled('gone');
  return { source: 'process-order', number: sequenceNumber };
};

export function assertSettled(settled: 'gone' | 'busy'): never;
export function assertSettled(settled: Settled): void;
export function assertSettled(settled: Settled): void {
  if (settled === 'gone') throw new DomainError('not_found', 'There is no such dead letter.');
  if (settled === 'busy') {
    const why =
      'This dead letter is locked by another call, or too many are queued before it. Try again later, or replay or discard those first.';
    throw new DomainError('busy', why);
  }
}
