/**
 * Lets the stack of a fault name the files of src, not those of the bundle. Only now are maps read:
 * `--enable-source-maps` would read them at the start. Gives the same error, and never fails.
 */
export const withSourceStack = async (error: unknown): Promise<unknown> => {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  try {
    const { mapStack } = await import('./map-stack.ts');
    error.stack = await mapStack(error.stack);
  } catch {
    // Then it stays as it is.
  }
  return error;
};
