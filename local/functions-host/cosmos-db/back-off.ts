const LONGEST_MS = 30_000;

/** Milliseconds to wait after the given number of failures in a row. */
export const backOff = (firstMs: number, failures: number): number =>
  Math.min(firstMs * 2 ** Math.min(failures - 1, 20), LONGEST_MS);
