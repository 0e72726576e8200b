import * as z from 'zod/mini';
import { assertBrand, type Brand } from '../../domain/brand.ts';
import { isProductId, PRODUCT_ID } from '../../domain/product.ts';
import { issueMessage, MISSING } from './issue-message.ts';

z.config({ customError: issueMessage });

/** The type of a value as JSON has it: an id is any text there. */
type InJson<T> = T extends Brand<string, string> ? string : T extends object ? { [K in keyof T]: InJson<T[K]> } : T;

/** Exactly one schema for every field of `T`: `z.strictObject({ ... } satisfies Fields<T>)`. */
export type Fields<T> = { readonly [K in keyof T]-?: z.ZodMiniType<InJson<T[K]>> };

const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);
export const isPlainLines = (text: string): boolean => isPlain(text.replaceAll(/[\n\t]|\r\n/g, ''));

export const text = (max: number, isAllowed = isPlain) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine(isAllowed, 'Must not contain control characters or invalid Unicode.'),
    z.refine((value) => value.trim() !== '', 'Must not be blank.'),
  );

export const integer = (min: number, max: number) => {
  const message = `Must be a whole number from ${min} to ${max}.`;
  return z
    .int({ error: ({ input }) => (input === undefined ? MISSING : message) })
    .check(z.gte(min, message), z.lte(max, message));
};

export const productId = z.pipe(
  z
    .string()
    .check(
      z.regex(PRODUCT_ID, 'Must be 1 to 64 lower-case letters, digits and hyphens, and must not start with a hyphen.'),
    ),
  z.transform((text: string) => assertBrand(text, isProductId, 'ProductId')),
);

export const limit = z._default(
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,3}$/, 'Must be a whole number from 1 to 100.')), z.transform(Number)),
    integer(1, 100),
  ),
  20,
);
export const cursor = z.exactOptional(z.string().check(z.minLength(12), z.maxLength(600)));
export const flag = z.exactOptional(
  z.pipe(
    z.enum(['true', 'false']),
    z.transform((value) => value === 'true'),
  ),
);

export const idempotencyKey = z
  .string()
  .check(
    z.regex(/^[\x21-\x2b\x2d-\x7e]{1,255}$/, 'Must be 1 to 255 visible ASCII characters, without spaces or commas.'),
  );
