import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock } from '../../local/service-bus/clock.ts';

/**
 * The machine's time, which a test moves forward for the parts in its own process and for hosts
 * that run with `env`.
 */
export const movableClock = () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'ahead');
  const timers = new Set<{ at: number; fire: () => void }>();
  let ahead = 0;
  const save = () => writeFileSync(file, String(ahead));
  save();
  const now = () => Date.now() + ahead;

  const clock: Clock = {
    now,
    after(ms, work) {
      const fire = () => {
        cancel();
        work();
      };
      const timeout = setTimeout(fire, Math.min(Math.max(ms, 0), 86_400_000)).unref();
      const timer = { at: now() + ms, fire };
      const cancel = () => {
        clearTimeout(timeout);
        timers.delete(timer);
      };
      timers.add(timer);
      return cancel;
    },
  };

  return {
    ...clock,
    env: { AHEAD_FILE: file, NODE_OPTIONS: `--require ${resolve('tests/support/shift-date.cjs')}` },
    /** Does nothing if that time is in the past. */
    moveTo(time: number): void {
      ahead = Math.max(ahead, time - Date.now());
      save();
      for (const { fire } of [...timers].filter(({ at }) => at <= now())) fire();
    },
    close: () => rmSync(folder, { recursive: true }),
  };
};

export type MovableClock = ReturnType<typeof movableClock>;
