import * as z from 'zod/mini';
import type { OrderRequest } from '../../../application/orders/place-order.ts';
import { type Contact, isEmail, MAX_EMAIL, PHONE } from '../../../domain/contact.ts';
import { isCountry } from '../../../domain/country.ts';
import { type Address, dues, MAX_LINES, MAX_QUANTITY, orderStatuses } from '../../../domain/order.ts';
import { type OrderNumber, parseOrderNumber } from '../../../domain/order-number.ts';
import { cursor, type Fields, flag, integer, isPlainLines, limit, productId, text } from '../schemas.ts';

export const address = z.strictObject({
  recipient: text(200),
  line1: text(200),
  line2: z.exactOptional(text(200)),
  line3: z.exactOptional(text(200)),
  city: text(100),
  region: z.exactOptional(text(100)),
  postalCode: z.exactOptional(text(20)),
  country: z.string().check(z.refine(isCountry, 'Must be an ISO 3166-1 alpha-2 code in upper case, such as DE.')),
} satisfies Fields<Address>);

const email = z
  .string()
  .check(z.refine(isEmail, `Must be an email address such as alice@example.com, of at most ${MAX_EMAIL} characters.`));

const phone = z
  .string()
  .check(
    z.regex(PHONE, 'Must be + and 7 to 15 digits, country code first, without spaces or dashes, such as +4930123456.'),
  );

export const contact = z
  .strictObject({ email: z.exactOptional(email), phone: z.exactOptional(phone) } satisfies Fields<Contact>)
  .check(z.refine((given) => (given.email ?? given.phone) !== undefined, 'Must have "email", "phone" or both.'));

export const placeOrderBody = z.strictObject({
  items: z
    .array(
      z.strictObject({ productId, quantity: integer(1, MAX_QUANTITY) } satisfies Fields<OrderRequest['items'][number]>),
    )
    .check(z.minLength(1), z.maxLength(MAX_LINES)),
  shippingAddress: address,
  contact: z.exactOptional(contact),
  note: z.exactOptional(text(1000, isPlainLines)),
  expectedTotal: z.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
} satisfies Fields<OrderRequest>);

export const cancelOrderBody = z.optional(z.strictObject({ reason: z.exactOptional(text(500, isPlainLines)) }));

export const shipOrderBody = z.strictObject({ carrier: text(100), trackingNumber: text(100) });

export const listOrdersQuery = z.strictObject({ status: z.exactOptional(z.enum(orderStatuses)), limit, cursor });

export const orderNumber = z.pipe(
  z.pipe(z.string(), z.transform(parseOrderNumber)),
  z.custom<OrderNumber>(
    (number) => number !== undefined,
    'Must be an order number, such as XWCR-2YMZ-PZ0K. Check it for missing and mistyped characters.',
  ),
);

export const listAllOrdersQuery = z.strictObject({
  number: z.exactOptional(orderNumber),
  status: z.exactOptional(z.enum(orderStatuses)),
  due: z.exactOptional(z.enum(dues)),
  attention: flag,
  limit,
  cursor,
});
