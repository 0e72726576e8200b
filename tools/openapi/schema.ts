import type * as z from 'zod/mini';

export type Schema = z.core.$ZodType;
