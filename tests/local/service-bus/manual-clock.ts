import type { Clock } from '../../../local/service-bus/clock.ts';

export type ManualClock = Clock & {
  /** Lets time pass and fires the timers that are due. */
  advance(ms: number): void;
};

export const manualClock = (start = 1_700_000_000_000): ManualClock => {
  let now = start;
  const timers = new Set<{ at: number; work: () => void }>();
  return {
    now: () => now,
    after(ms, work) {
      const timer = { at: now + Math.max(ms, 0), work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.work();
      }
      now = end;
    },
  };
};
