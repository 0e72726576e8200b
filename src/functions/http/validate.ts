import type * as z from 'zod/mini';
import { DomainError, type FieldError } from '../../domain/errors.ts';
import type { ApiRequest } from './api.ts';
import { repeatedHeader } from './repeated-header.ts';
import { idempotencyKey } from './schemas.ts';

type Schema<T> = z.ZodMiniType<T>;

type Invalid = { part: string; errors: readonly FieldError[] };

/** One part of a request in the shape of its schema, or all that is wrong with it. */
type Checked<T> = { data: T } | Invalid;

type ToPointer = (path: readonly PropertyKey[]) => string;

const toJsonPointer: ToPointer = (path) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const check = <T>(schema: Schema<T>, value: unknown, part: string, toPointer: ToPointer): Checked<T> => {
  const outcome = schema.safeParse(value);
  if (outcome.success) return { data: outcome.data };
  const errors = outcome.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), message: 'Unknown field.' }));
  });
  return { part, errors };
};

export const checkBody = <T>(schema: Schema<T>, { body }: Pick<ApiRequest, 'body'>): Checked<T> =>
  check(schema, body, 'body', toJsonPointer);

/** Undefined if there is none. */
export const checkIdempotencyKey = ({ header }: Pick<ApiRequest, 'header'>): Checked<string | undefined> => {
  const key = header('idempotency-key');
  if (key === undefined) return { data: undefined };
  if (key.includes(',')) throw repeatedHeader('Idempotency-Key');
  return check(idempotencyKey, key, 'header Idempotency-Key', () => 'Idempotency-Key');
};

export const checkParameter = <T>(schema: Schema<T>, name: string, value: string): Checked<T> =>
  check(schema, value, `parameter ${name}`, () => name);

const toDomainError = ([first, ...others]: readonly [Invalid, ...Invalid[]]): DomainError =>
  new DomainError('validation_failed', `The ${first.part} is not valid; see errors.`, [
    ...first.errors,
    ...others.flatMap(({ errors }) => errors),
  ]);

/** Throws `validation_failed` with the problems of both parts, so that the caller sees them all. */
export const requireBoth = <A, B>(first: Checked<A>, second: Checked<B>): [A, B] => {
  if ('errors' in first) throw toDomainError('errors' in second ? [first, second] : [first]);
  if ('errors' in second) throw toDomainError([second]);
  return [first.data, second.data];
};

/** Throws `validation_failed` with all problems. */
export const parseBody = <T>(schema: Schema<T>, request: Pick<ApiRequest, 'body'>): T => {
  const checked = checkBody(schema, request);
  if ('errors' in checked) throw toDomainError([checked]);
  return checked.data;
};

/** Unknown and repeated parameters are errors, except for the host's own `code`. */
export const parseQuery = <T>(schema: Schema<T>, { url }: Pick<ApiRequest, 'url'>): T => {
  const names = [...url.searchParams.keys()].filter((name) => name !== 'code');
  const repeated = new Set(names.filter((name, n) => names.indexOf(name) !== n));
  const values = Object.fromEntries(names.map((name) => [name, url.searchParams.get(name)]));
  const errors = [...repeated].map((pointer) => ({ pointer, message: 'Must be given only once.' }));
  const once: Checked<undefined> = errors.length > 0 ? { part: 'query', errors } : { data: undefined };
  const [, query] = requireBoth(
    once,
    check(schema, values, 'query', (path) => path.join('.')),
  );
  return query;
};
