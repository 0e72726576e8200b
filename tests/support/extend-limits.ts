const LONG_MS = 60_000;

/**
 * Calls with a time limit of 3 s to 10 s get a minute, which a slow machine may need for a burst of
 * them. Returns a function that restores the limits.
 */
export const extendLimits = (): (() => void) => {
  const real = globalThis.setTimeout;
  const extended = <A extends unknown[]>(fire: (...values: A) => void, ms = 0, ...values: A): NodeJS.Timeout =>
    real(fire, ms >= 3_000 && ms <= 10_000 ? LONG_MS : ms, ...values);
  globalThis.setTimeout = Object.assign(extended, { __promisify__: real.__promisify__ });
  return () => {
    globalThis.setTimeout = real;
  };
};
