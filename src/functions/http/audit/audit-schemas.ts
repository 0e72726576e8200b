import * as z from 'zod/mini';
import { isDay } from '../../../domain/day.ts';
import { cursor, limit, text } from '../schemas.ts';

const MAX_SUBJECT = 80;
const MAX_ACTOR = 256;

/** `subject`: as in an entry. */
export const listAuditQuery = z.strictObject({
  subject: z.exactOptional(text(MAX_SUBJECT)),
  actor: z.exactOptional(text(MAX_ACTOR)),
  from: z.exactOptional(z.string().check(z.refine(isDay, 'Must be a day as YYYY-MM-DD.'))),
  limit,
  cursor,
});
