import type { Clock } from '../../src/application/ports/clock.ts';

export const MINUTE = 60_000;

export type VirtualClock = Clock & {
  ms(): number;
  /** Moves on to `ms`, if that is ahead, and fires the timeouts that have come. */
  advanceTo(ms: number): void;
  /** Stands in for `AbortSignal.timeout`. */
  timeout(ms: number): AbortSignal;
  /** Resolves once so much time has gone by. */
  pause(ms: number): Promise<void>;
  /** When the next pause ends. */
  nextWake(): number;
};

export const START = Date.parse('2026-03-01T12:00:10.000Z');

export const virtualClock = (): VirtualClock => {
  let now = START;
  let pauses: { at: number; wake: () => void }[] = [];
  let pending: { at: number; controller: AbortController }[] = [];
  return Object.assign(() => new Date(now), {
    ms: () => now,
    advanceTo: (ms: number) => {
      if (ms <= now) return;
      now = ms;
      const over = pauses.filter(({ at }) => at <= now);
      pauses = pauses.filter(({ at }) => at > now);
      for (const { wake } of over) wake();
      const come = pending.filter(({ at }) => at <= now);
      if (come.length === 0) return;
      pending = pending.filter(({ at }) => at > now);
      for (const { controller } of come) controller.abort(TIMED_OUT);
    },
    pause: (ms: number) =>
      new Promise<void>((wake) => {
        pauses.push({ at: now + ms, wake });
      }),
    nextWake: () => Math.min(...pauses.map(({ at }) => at)),
    timeout: (ms: number) => {
      const controller = new AbortController();
      pending.push({ at: now + ms, controller });
      return controller.signal;
    },
  });
};

const TIMED_OUT = new DOMException('Timed out.', 'TimeoutError');

/** Runs `work` in a world where `AbortSignal.timeout` counts the time of `clock`. Not reentrant. */
export const withTimeoutsOf = async <T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> => {
  const real = AbortSignal.timeout;
  AbortSignal.timeout = clock.timeout;
  try {
    return await work();
  } finally {
    AbortSignal.timeout = real;
  }
};
