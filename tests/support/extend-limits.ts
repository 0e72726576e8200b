const LONG_MS = 60_000;

/**
 * The time limits of calls, 3 s to 10 s, become a minute: a slow machine needs longer for a burst of
 * calls. Returns a function that restores them.
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
