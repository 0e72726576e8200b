import { DomainError } from '../../domain/errors.ts';
import type { Settled } from '../ports/dead-letters.ts';

/** Where a dead letter lies: in the dead-letter queue of the orders, or among the poison messages of the uploads. */
export type DeadLetterAddress = { source: 'process-order'; number: string } | { source: 'process-upload'; id: string };

const MOST = 2n ** 63n - 1n;
const NUMBER = /^(?:0|[1-9]\d{0,18})$/;
const UPLOAD = /^blob-([\w-]{1,64})$/;

export const numberOfUpload = (id: string): string => `blob-${id}`;

/** Throws `not_found` for what can be the number of no dead letter. */
export const addressOf = (sequenceNumber: string): DeadLetterAddress => {
  const [, id] = UPLOAD.exec(sequenceNumber) ?? [];
  if (id !== undefined) return { source: 'process-upload', id };
  if (!NUMBER.test(sequenceNumber) || BigInt(sequenceNumber) > MOST) return checkSettled('gone');
  return { source: 'process-order', number: sequenceNumber };
};

export function checkSettled(settled: 'gone' | 'busy'): never;
export function checkSettled(settled: Settled): void;
/** Throws what a caller has to know where the message was not settled. */
export function checkSettled(settled: Settled): void {
  if (settled === 'gone') throw new DomainError('not_found', 'There is no such dead letter.');
  if (settled === 'busy') {
    const why =
      'Somebody else holds this dead letter, or too many lie before it. Try again later, or settle those first.';
    throw new DomainError('busy', why);
  }
}
