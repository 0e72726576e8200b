import * as z from 'zod/mini';
import { imageStatuses } from '../../../domain/image.ts';
import { isCurrency, MAX_PRICE } from '../../../domain/money.ts';
import { cursor, integer, isPlainLines, limit, text } from '../schemas.ts';

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

export const listProductsQuery = z.strictObject({
  active: z._default(z.enum(['true', 'false', 'all']), 'true'),
  category: z.exactOptional(text(100)),
  image: z.exactOptional(z.enum(imageStatuses)),
  limit,
  cursor,
});
