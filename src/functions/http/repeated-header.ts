import { DomainError } from '../../domain/errors.ts';

/**
 * For a header that takes one value and has a comma. The Functions host joins repeated headers with
 * commas, so it may have come twice.
 */
export const repeatedHeader = (name: string): DomainError =>
  new DomainError('malformed_header', `Send the header ${name} only once, with a value without commas.`, [
    { pointer: name, message: 'Must be sent only once, and must not contain a comma.' },
  ]);
