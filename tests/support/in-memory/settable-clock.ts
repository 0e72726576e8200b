import type { Clock } from '../../../src/application/ports/clock.ts';

export type SettableClock = Clock & { set(at: string | Date): void; advance(milliseconds: number): void };

export const settableClock = (start = '2026-03-01T12:00:00.000Z'): SettableClock => {
  let now = Date.parse(start);
  return Object.assign(() => new Date(now), {
    set: (at: string | Date) => {
      now = new Date(at).getTime();
    },
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  });
};
