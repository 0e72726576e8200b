import * as z from 'zod/mini';
import { cursor, limit } from '../schemas.ts';

export const listDeadLettersQuery = z.strictObject({ limit, cursor });
