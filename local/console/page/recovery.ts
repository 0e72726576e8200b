import { useEffect, useState } from 'preact/hooks';
import { hasFaults } from './fault-switches.ts';
import type { Topics } from './live.ts';
import { countDead, countWaiting } from './message-counts.ts';

/** How things were in one second. */
export type Sample = {
  at: number;
  state: 'fine' | 'failing' | 'down';
  waiting: number;
  dead: number;
};

const KEPT = 120;
const EVERY_MS = 1_000;

const sampleOf = (status: Topics['status'], at: number): Sample => ({
  at,
  state: status.hostUp ? (hasFaults(status) || status.notReady !== undefined ? 'failing' : 'fine') : 'down',
  waiting: countWaiting(status.queues),
  dead: countDead(status.queues),
});

/** The last two minutes, a sample each second, the newest last. */
export const useSamples = (status: Topics['status'] | undefined): readonly Sample[] => {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (status === undefined) return;
    const add = (): void => setSamples((known) => [...known, sampleOf(status, Date.now())].slice(-KEPT));
    add();
    const timer = setInterval(add, EVERY_MS);
    return () => clearInterval(timer);
  }, [status]);
  return samples;
};
