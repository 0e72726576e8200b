import type { BackOff } from '../capabilities.ts';

/** Exponential with full jitter: attempt n (from 0) waits up to min(base * 2^n, cap). */
export const backOffMs = ({ baseMs, capMs }: BackOff, attempt: number, random: number): number =>
  random * Math.min(baseMs * 2 ** attempt, capMs);
