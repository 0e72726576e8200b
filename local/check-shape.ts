import { z } from 'zod';

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

/** The problem of a value whose schema has no message of its own. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${nouns[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return `must be one of ${(Array.isArray(issue.options) ? issue.options : []).map(String).join(', ')}`;
    case 'unrecognized_keys':
      return 'is unknown';
    default:
      return 'is not valid';
  }
};

const toPath = (root: string, keys: readonly PropertyKey[]): string =>
  keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`), root);

/**
 * The value in its shape, or all problems as sentences such as "faults.rules[0].rate must be a
 * number from 0 to 1.". `root` is the name of the value.
 */
export const checkShape = <T>(
  shape: z.ZodType<T>,
  root: string,
  value: unknown,
): { data: T } | { problems: string[] } => {
  const outcome = shape.safeParse(value, { error: describeIssue });
  if (outcome.success) return { data: outcome.data };
  return {
    problems: outcome.error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => `${toPath(root, path)} ${issue.message}.`);
    }),
  };
};

export const numberFrom = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number(error).min(least, error).max(most, error);
};

export const wholeNumberFrom = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int(error).min(least, error).max(most, error);
};
