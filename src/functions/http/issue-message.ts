import type * as z from 'zod/mini';

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  object: 'an object',
  string: 'a string',
};

export const MISSING = 'Is missing.';

const count = (number: number | bigint, what: string): string => `${number} ${what}${Number(number) === 1 ? '' : 's'}`;

const unitOf = (origin: string): string => (origin === 'array' ? 'element' : 'character');

/** The message for an invalid field whose schema has none. Schemas of numbers name their range. */
export const issueMessage: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? MISSING : `Must be ${nouns[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      return `Must have at least ${count(issue.minimum, unitOf(issue.origin))}.`;
    case 'too_big':
      return `Must have at most ${count(issue.maximum, unitOf(issue.origin))}.`;
    case 'invalid_value':
      return issue.input === undefined ? MISSING : `Must be one of ${issue.values.join(', ')}.`;
    default:
      return 'Is not valid.';
  }
};
