import { DomainError } from '../domain/errors.ts';
import type { Capabilities } from './capabilities.ts';

type Deps = Pick<Capabilities, 'pause' | 'random'>;

const MAX_ROUNDS = 20;

/** The limit of the random wait doubles each round, from the first value to the second. */
const MIN_WAIT_MS = 10;
const MAX_WAIT_MS = 500;

/**
 * Repeats a read-modify-write until its outcome is not 'stale'. Each round must read again and
 * check its own precondition: a caller who named a version then gets `precondition_failed` once
 * that version is gone. Waits for a random time between rounds, so that writers that collided do
 * not collide again. Gives up with `conflict` after about 4 s, at most 8 s.
 */
export const compareAndSet = async <T>({ pause, random }: Deps, round: () => Promise<T | 'stale'>): Promise<T> => {
  for (let n = 1; ; n++) {
    const outcome = await round();
    if (outcome !== 'stale') return outcome;
    if (n === MAX_ROUNDS) throw new DomainError('conflict', 'The resource is being changed by others. Try again.');
    await pause(random() * Math.min(MIN_WAIT_MS * 2 ** (n - 1), MAX_WAIT_MS));
  }
};
