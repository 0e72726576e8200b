import type * as z from 'zod/mini';
import { DomainError, type FieldError } from '../../domain/errors.ts';
import type { ApiRequest } from './api.ts';
import { idempotencyKey } from './schemas.ts';

type Schema<T> = z.ZodMiniType<T>;

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const errorsOf = <T>(
  schema: Schema<T>,
  value: unknown,
  toPointer: (path: readonly PropertyKey[]) => string,
): { data: T } | { errors: FieldError[] } => {
  const outcome = schema.safeParse(value);
  if (outcome.success) return { data: outcome.data };
  const errors = outcome.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), message: 'Unknown field.' }));
  });
  return { errors };
};

const refusal = (what: string, errors: readonly FieldError[]): DomainError =>
  new DomainError('validation_failed', `The ${what} is not valid; see errors.`, errors);

const check = <T>(
  schema: Schema<T>,
  value: unknown,
  what: string,
  toPointer: (path: readonly PropertyKey[]) => string,
): T => {
  const outcome = errorsOf(schema, value, toPointer);
  if ('data' in outcome) return outcome.data;
  throw refusal(what, outcome.errors);
};

/** The body in the shape of `schema`. Otherwise throws `validation_failed` with all problems. */
export const validBody = <T>(schema: Schema<T>, { body }: Pick<ApiRequest, 'body'>): T =>
  check(schema, body, 'body', pointerTo);

/**
 * The query parameters in the shape of `schema`. Unknown and repeated parameters are errors, except
 * for the host's own `code`.
 */
export const validQuery = <T>(schema: Schema<T>, { url }: Pick<ApiRequest, 'url'>): T => {
  const names = [...url.searchParams.keys()].filter((name) => name !== 'code');
  const repeated = new Set(names.filter((name, n) => names.indexOf(name) !== n));
  const values = Object.fromEntries(names.map((name) => [name, url.searchParams.get(name)]));
  const outcome = errorsOf(schema, values, (path) => path.join('.'));
  if ('data' in outcome && repeated.size === 0) return outcome.data;
  const twice = [...repeated].map((pointer) => ({ pointer, message: 'Must be given only once.' }));
  throw refusal('query', [...twice, ...('errors' in outcome ? outcome.errors : [])]);
};

/** The Idempotency-Key header; undefined if there is none. */
export const validIdempotencyKey = ({ header }: Pick<ApiRequest, 'header'>): string | undefined => {
  const key = header('idempotency-key');
  return key === undefined ? undefined : check(idempotencyKey, key, 'header Idempotency-Key', () => 'Idempotency-Key');
};

/** One route parameter in the shape of `schema`. */
export const validParameter = <T>(schema: Schema<T>, name: string, value: string): T =>
  check(schema, value, `parameter ${name}`, () => name);

const refusalOf = (error: unknown): DomainError => {
  if (error instanceof DomainError && error.code === 'validation_failed') return error;
  throw error;
};

/**
 * Runs both checks. If either fails, `validation_failed` lists the problems of both: the caller
 * sees everything at once.
 */
export const both = <A, B>(first: () => A, second: () => B): [A, B] => {
  let one: A;
  try {
    one = first();
  } catch (error) {
    const { message, errors } = refusalOf(error);
    try {
      second();
    } catch (other) {
      throw new DomainError('validation_failed', message, [...errors, ...refusalOf(other).errors]);
    }
    throw error;
  }
  return [one, second()];
};
