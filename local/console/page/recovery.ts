import { useEffect, useState } from 'preact/hooks';
import { hasFaults } from './fault-switches.ts';
import type { Topics } from './live.ts';
import { countDead, countWaiting } from './message-counts.ts';

type Status = Topics['status'];

/** How things were in one second. */
export type Sample = {
  at: number;
  state: 'fine' | 'failing' | 'down';
  waiting: number;
  dead: number;
};

export const MAX_SAMPLES = 120;
const EVERY_MS = 1_000;

const stateOf = (status: Status): Sample['state'] => {
  if (!status.hostUp) return 'down';
  return hasFaults(status) || status.notReady !== undefined ? 'failing' : 'fine';
};

/** Kept here, so that they are complete whatever view is open. */
let samples: readonly Sample[] = [];
const listeners = new Set<(samples: readonly Sample[]) => void>();

/** Takes a sample each second, as long as the status is known. */
export const useSampling = (status: Status | undefined): void =>
  useEffect(() => {
    if (status === undefined) return;
    const state = stateOf(status);
    const [waiting, dead] = [countWaiting(status.queues), countDead(status.queues)];
    const add = (): void => {
      samples = [...samples, { at: Date.now(), state, waiting, dead }].slice(-MAX_SAMPLES);
      for (const listener of listeners) listener(samples);
    };
    const timer = setInterval(add, EVERY_MS);
    return () => clearInterval(timer);
  }, [status]);

/** The last two minutes, the newest last. */
export const useSamples = (): readonly Sample[] => {
  const [shown, setShown] = useState(samples);
  useEffect(() => {
    listeners.add(setShown);
    return () => void listeners.delete(setShown);
  }, []);
  return shown;
};
