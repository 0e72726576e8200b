import * as z from 'zod/mini';
import { cursor, limit, text } from '../schemas.ts';

const MAX_REASON = 500;

export const listDeadLettersQuery = z.strictObject({ limit, cursor });

/** `reason`: for the audit trail. */
export const discardDeadLetterQuery = z.strictObject({ reason: text(MAX_REASON) });
