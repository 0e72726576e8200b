/**
 * Creates something on first use, once for all callers. A failure is not kept, so the next caller
 * tries again.
 */
export const lazy = <T>(create: () => Promise<T>): (() => Promise<T>) => {
  let created: Promise<T> | undefined;
  return () => {
    created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
};
