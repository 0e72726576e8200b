import type { BackOff } from '../capabilities.ts';

/**
 * Exponential with full jitter: attempt n (from 0) waits between 0 and min(base * 2^n, cap)
 * milliseconds. `random` is in [0, 1).
 */
export const backOffMs = ({ baseMs, capMs }: BackOff, attempt: number, random: number): number =>
  random * Math.min(baseMs * 2 ** attempt, capMs);
