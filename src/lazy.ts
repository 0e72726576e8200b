/** Each value behind a function that creates it on its first use. */
export type Lazily<T> = { readonly [K in keyof T]: () => Promise<T[K]> };

/** Creates a value once, on first use. A failure is not kept: the next caller tries again. */
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
