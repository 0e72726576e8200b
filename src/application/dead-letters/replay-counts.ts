/** `remaining`: another call may replay more. `skipped`: has to be discarded. */
export type ReplayCounts = { replayed: number; skipped: number; remaining: boolean };
