/** Time as the broker sees it. Tests inject their own and never sleep. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `work` once after `ms`, unless the returned function is called first. */
  after(ms: number, work: () => void): () => void;
};

/** Longer waits overflow a timer. Callers check the time and wait again. */
const longestWaitMs = 86_400_000;

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(Math.max(ms, 0), longestWaitMs)).unref();
    return () => clearTimeout(timer);
  },
};
