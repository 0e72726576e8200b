import { z } from 'zod';

/** An object whose other fields are not implemented. */
export const implemented = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.strictObject(fields, {
    error: ({ code }) => (code === 'unrecognized_keys' ? 'is not implemented' : undefined),
  });
