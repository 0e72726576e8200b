import * as z from 'zod/mini';
import { isCountry } from '../../domain/country.ts';
import { MAX_UPLOAD_BYTES, uploadTypes } from '../../domain/image.ts';
import { isCurrency, MAX_PRICE } from '../../domain/money.ts';
import { dues, MAX_LINES, MAX_QUANTITY, orderStatuses } from '../../domain/order.ts';
import { PRODUCT_ID } from '../../domain/product.ts';
import { MAX_STOCK } from '../../domain/stock.ts';
import { issueMessage, MISSING } from './issue-message.ts';

z.config({ customError: issueMessage });

const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);
const isPlainLines = (text: string): boolean => isPlain(text.replaceAll(/[\n\t]|\r\n/g, ''));

const text = (max: number, isAllowed = isPlain) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine(isAllowed, 'Must not contain control characters or invalid Unicode.'),
    z.refine((value) => value.trim() !== '', 'Must not be blank.'),
  );

const integer = (min: number, max: number) => {
  const message = `Must be a whole number from ${min} to ${max}.`;
  return z
    .int({ error: ({ input }) => (input === undefined ? MISSING : message) })
    .check(z.gte(min, message), z.lte(max, message));
};

export const productId = z
  .string()
  .check(
    z.regex(PRODUCT_ID, 'Must be 1 to 64 lower-case letters, digits and hyphens, and must not start with a hyphen.'),
  );

export const address = z.strictObject({
  recipient: text(200),
  line1: text(200),
  line2: z.exactOptional(text(200)),
  line3: z.exactOptional(text(200)),
  city: text(100),
  region: z.exactOptional(text(100)),
  postalCode: z.exactOptional(text(20)),
  country: z.string().check(z.refine(isCountry, 'Must be an ISO 3166-1 alpha-2 code in upper case, such as DE.')),
});

export const placeOrderBody = z.strictObject({
  items: z
    .array(z.strictObject({ productId, quantity: integer(1, MAX_QUANTITY) }))
    .check(z.minLength(1), z.maxLength(MAX_LINES)),
  shippingAddress: address,
  note: z.exactOptional(text(1000, isPlainLines)),
  expectedTotal: z.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
});

export const cancelOrderBody = z.optional(z.strictObject({ reason: z.exactOptional(text(500, isPlainLines)) }));

export const shipOrderBody = z.strictObject({ carrier: text(100), trackingNumber: text(100) });

export const putProductBody = z.strictObject({
  name: text(200),
  description: z.exactOptional(text(5000, isPlainLines)),
  category: z.exactOptional(text(100)),
  price: z.strictObject({
    amount: integer(0, MAX_PRICE),
    currency: z.string().check(z.refine(isCurrency, 'Must be an ISO 4217 code in upper case, such as EUR.')),
  }),
  active: z._default(z.boolean(), true),
});

export const setStockBody = z
  .strictObject({
    set: z.exactOptional(integer(0, MAX_STOCK)),
    adjust: z.exactOptional(integer(-MAX_STOCK, MAX_STOCK).check(z.refine((units) => units !== 0, 'Must not be 0.'))),
  })
  .check(
    z.refine(
      ({ set, adjust }) => (set === undefined) !== (adjust === undefined),
      'Must have either "set" or "adjust".',
    ),
  );

export const addImageBody = z.strictObject({
  contentType: z.enum(uploadTypes),
  bytes: integer(1, MAX_UPLOAD_BYTES),
});

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

export const listOrdersQuery = z.strictObject({ status: z.exactOptional(z.enum(orderStatuses)), limit, cursor });

export const listAllOrdersQuery = z.strictObject({
  status: z.exactOptional(z.enum(orderStatuses)),
  due: z.exactOptional(z.enum(dues)),
  attention: flag,
  limit,
  cursor,
});

export const listDeadLettersQuery = z.strictObject({ limit, cursor });

export const listProductsQuery = z.strictObject({ category: z.exactOptional(text(100)), limit, cursor });

export const idempotencyKey = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,255}$/, 'Must be 1 to 255 visible ASCII characters, without spaces.'));
