/**
 * Ports: what stands outside the process. Every method may reject with `Unavailable` when the service throttles, is down or
 * does not answer in time; whether the effect took place is then unknown, and every effect here is safe to repeat.
 */

/** A value as it stood at `etag`: a strong entity tag, quotes included. */
export type Versioned<T> = { value: T; etag: string };

/** A write's outcome also carries the session token that lets another process read what was written. */
export type Written<T> = Versioned<T> & { session?: string };
