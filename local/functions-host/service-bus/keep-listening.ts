import { messageOf } from '../host-error.ts';
import type { Listener } from '../hosted-function.ts';

/** Listens through what `open` gives, and through a new one whenever that says that it is stuck. */
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
      warn('the connection is stuck, connecting anew');
      // Its end may never come: nothing waits for it.
      mine.stop().then(mine.close).catch(ignore);
      openNext().then(take, (error: unknown) => warn(messageOf(error)));
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
