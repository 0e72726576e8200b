/** `remaining`: another call may replay more. `skipped`: has to be discarded. */
export type ReplayCounts = { replayed: number; skipped: number; remaining: boolean };

export type ReplayPart = { counts: ReplayCounts; failure?: { error: unknown } };

/** Replays one queue. What was counted before a failure stands. */
export const replayPart = async (replay: (counts: ReplayCounts) => Promise<void>): Promise<ReplayPart> => {
  const counts = { replayed: 0, skipped: 0, remaining: false };
  try {
    await replay(counts);
    return { counts };
  } catch (error) {
    return { counts: { ...counts, remaining: true }, failure: { error } };
  }
};
