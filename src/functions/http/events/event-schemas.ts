import * as z from 'zod/mini';
import { eventTypes, TEST_EVENT } from '../../../domain/event.ts';
import { cursor, limit } from '../schemas.ts';

const MAX_SUBJECT = 64;

/** `subject`: the id of an order, a product or, for tests, a webhook endpoint. */
export const listEventsQuery = z.strictObject({
  type: z.exactOptional(z.enum([...eventTypes, TEST_EVENT])),
  subject: z.exactOptional(
    z
      .string()
      .check(
        z.regex(/^[a-z0-9_-]+$/, 'Must be the id of an order, a product or a webhook endpoint.'),
        z.maxLength(MAX_SUBJECT),
      ),
  ),
  limit,
  cursor,
});
