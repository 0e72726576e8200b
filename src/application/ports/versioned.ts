import type { Etag } from '../../domain/etag.ts';

/**
 * Ports: what stands outside the process. Every method may reject with `Unavailable` if the service
 * throttles, is down or does not answer in time. Whether the effect took place is then unknown;
 * every effect here is safe to repeat.
 */

/** A value as it was at `etag`: a strong entity tag, quotes included. */
export type Versioned<T> = { value: T; etag: Etag };

/**
 * The outcome of a write, with the session token that lets another process read what was written.
 */
export type Written<T> = Versioned<T> & { session?: string | undefined };
