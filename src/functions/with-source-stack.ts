import { DomainError, Unavailable } from '../domain/errors.ts';

/**
 * Lets the stack of a fault name the files of src, not those of the bundle. Only now are maps read:
 * `--enable-source-maps` would read them at the start. What callers or services cause stays as it
 * is: it may come often, and its stack says little. Gives the same error, and never fails.
 */
export const withSourceStack = async (error: unknown): Promise<unknown> => {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  if (error instanceof DomainError || error instanceof Unavailable) return error;
  try {
    const { mapStack } = await import('./map-stack.ts');
    error.stack = await mapStack(error.stack);
  } catch {
    // Then it stays as it is.
  }
  return error;
};
