import { errorMessage } from '../../error-message.ts';
import type { Listener } from '../hosted-function.ts';

/** Listens through what `open` returns, and opens a new one whenever that is stuck. */
export const keepListening = async (
  open: (onStuck: () => void) => Promise<Listener>,
  warn: (message: string) => void,
): Promise<Listener> => {
  const ignore = (): void => {};
  let stopped = false;

  const openNext = async (): Promise<Listener> => {
    let isReplaced = false;
    const mine = await open(() => {
      if (isReplaced || stopped) return;
      isReplaced = true;
      warn('the connection is stuck, reconnecting');
      // Closing a stuck client may never end, so nothing waits for it.
      mine.stop().then(mine.close).catch(ignore);
      openNext().then(take, (error: unknown) => warn(errorMessage(error)));
    });
    return mine;
  };

  const take = (next: Listener): void => {
    current = next;
    if (stopped) next.stop().then(next.close).catch(ignore);
  };

  let current = await openNext();
  return {
    stop: () => {
      stopped = true;
      return current.stop();
    },
    close: () => current.close(),
  };
};
