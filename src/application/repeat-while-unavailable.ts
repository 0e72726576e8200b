import { Unavailable } from '../domain/errors.ts';
import type { Capabilities } from './capabilities.ts';

type Deps = Pick<Capabilities, 'clock' | 'pause' | 'random'>;

const MAX_MS = 30_000;

/** The limit of the random wait doubles each time, from the first value to the second. */
const MIN_WAIT_MS = 250;
const MAX_WAIT_MS = 8_000;
const MAX_REPEATS = 10;

/**
 * Repeats what must not be lost while a service is down, for about 30 s. Then it rejects with the
 * last `Unavailable`. Any other error rejects at once. The work must be safe to repeat.
 */
export const repeatWhileUnavailable = async <T>({ clock, pause, random }: Deps, work: () => Promise<T>): Promise<T> => {
  const start = clock().getTime();
  for (let n = 0; ; n++) {
    try {
      return await work();
    } catch (error) {
      const wait = Math.min(MIN_WAIT_MS * 2 ** n, MAX_WAIT_MS) * (1 - random() / 2);
      const isOver = n === MAX_REPEATS || clock().getTime() + wait - start > MAX_MS;
      if (!(error instanceof Unavailable) || isOver) throw error;
      await pause(wait);
    }
  }
};
