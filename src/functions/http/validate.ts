import type * as z from 'zod/mini';
import { DomainError, type FieldError } from '../../domain/errors.ts';
import type { ApiRequest } from './api.ts';
import { idempotencyKey } from './schemas.ts';

type Schema<T> = z.ZodMiniType<T>;

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const check = <T>(
  schema: Schema<T>,
  value: unknown,
  what: string,
  toPointer: (path: readonly PropertyKey[]) => string,
): T => {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const errors = outcome.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), message: 'Unknown field.' }));
  });
  throw new DomainError('validation_failed', `The ${what} is not valid; see errors.`, errors);
};

/** The body in the shape of `schema`, or `validation_failed` with everything that is wrong. */
export const validBody = <T>(schema: Schema<T>, { body }: Pick<ApiRequest, 'body'>): T =>
  check(schema, body, 'body', pointerTo);

/** The query parameters in the shape of `schema`. Unknown and repeated ones are refused, but for the host's own `code`. */
export const validQuery = <T>(schema: Schema<T>, { url }: Pick<ApiRequest, 'url'>): T => {
  const names = [...url.searchParams.keys()].filter((name) => name !== 'code');
  const repeated = names.filter((name, n) => names.indexOf(name) !== n);
  if (repeated.length > 0) {
    const errors = [...new Set(repeated)].map((pointer) => ({ pointer, message: 'Give it once.' }));
    throw new DomainError('validation_failed', 'Query parameters are repeated.', errors);
  }
  const values = Object.fromEntries(names.map((name) => [name, url.searchParams.get(name)]));
  return check(schema, values, 'query', (path) => path.join('.'));
};

/** The Idempotency-Key header; undefined where there is none. */
export const validIdempotencyKey = ({ header }: Pick<ApiRequest, 'header'>): string | undefined => {
  const key = header('idempotency-key');
  return key === undefined ? undefined : check(idempotencyKey, key, 'header Idempotency-Key', () => 'Idempotency-Key');
};

/** One route parameter in the shape of `schema`. */
export const validParameter = <T>(schema: Schema<T>, name: string, value: string): T =>
  check(schema, value, `parameter ${name}`, () => name);
