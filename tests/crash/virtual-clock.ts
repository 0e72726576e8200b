import type { Clock } from '../../src/application/ports/clock.ts';

export const MINUTE = 60_000;

export type VirtualClock = Clock & {
  ms(): number;
  /** Moves on to `ms`, unless that is past, and fires the timers that are due. */
  advanceTo(ms: number): void;
  /** Calls `fire` once after `ms`. The returned function cancels it. */
  after(ms: number, fire: () => void): () => void;
  /** Resolves after `ms`. */
  pause(ms: number): Promise<void>;
  /** When the next pause ends. */
  nextWake(): number;
  /** When the next timer fires. */
  nextTimer(): number;
};

export const START = Date.parse('2026-03-01T12:00:10.000Z');

export const virtualClock = (): VirtualClock => {
  let now = START;
  let pauses: { at: number; wake: () => void }[] = [];
  const timers = new Set<{ at: number; fire: () => void }>();
  return Object.assign(() => new Date(now), {
    ms: () => now,
    advanceTo: (ms: number) => {
      if (ms < now) return;
      now = ms;
      const over = pauses.filter(({ at }) => at <= now);
      pauses = pauses.filter(({ at }) => at > now);
      for (const { wake } of over) wake();
      const come = [...timers].filter(({ at }) => at <= now);
      for (const timer of come) {
        timers.delete(timer);
        timer.fire();
      }
    },
    after: (ms: number, fire: () => void) => {
      const timer = { at: now + ms, fire };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pause: (ms: number) =>
      new Promise<void>((wake) => {
        pauses.push({ at: now + ms, wake });
      }),
    nextWake: () => Math.min(...pauses.map(({ at }) => at)),
    nextTimer: () => Math.min(...[...timers].map(({ at }) => at)),
  });
};

/** Runs `work` with timers on the time of `clock`. Not reentrant. */
export const withTimersOf = async <T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> => {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const cancels = new Map<unknown, () => void>();
  globalThis.setTimeout = Object.assign(
    <Args extends unknown[]>(fire: (...args: Args) => void, ms = 0, ...args: Args): NodeJS.Timeout => {
      // A real handle, since its holders may call its methods. It never fires.
      const handle = realSet(() => {}, 0);
      realClear(handle);
      cancels.set(
        handle,
        clock.after(ms, () => {
          cancels.delete(handle);
          fire(...args);
        }),
      );
      return handle;
    },
    { __promisify__: realSet.__promisify__ },
  );
  globalThis.clearTimeout = (handle) => {
    cancels.get(handle)?.();
    cancels.delete(handle);
  };
  try {
    return await work();
  } finally {
    globalThis.setTimeout = realSet;
    globalThis.clearTimeout = realClear;
  }
};
