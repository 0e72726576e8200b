/** Waits that `stop` ends early. True if the time passed, false if it was cut short. */
export const createStoppablePause = () => {
  const waiting = new Set<() => void>();
  let stopped = false;

  return {
    pause: (ms: number): Promise<boolean> => {
      if (stopped) return Promise.resolve(false);
      return new Promise((resolve) => {
        const end = (passed: boolean): void => {
          clearTimeout(timer);
          waiting.delete(cut);
          resolve(passed);
        };
        const cut = () => end(false);
        const timer = setTimeout(() => end(true), ms);
        waiting.add(cut);
      });
    },
    /** Undefined if `stop` came first. The work then goes on, and its outcome is ignored. */
    orStop: <T>(work: Promise<T>): Promise<T | undefined> =>
      new Promise((resolve, reject) => {
        const cut = () => resolve(undefined);
        if (stopped) cut();
        else waiting.add(cut);
        work.then(resolve, reject).finally(() => waiting.delete(cut));
      }),
    isStopped: (): boolean => stopped,
    stop: (): void => {
      stopped = true;
      for (const cut of [...waiting]) cut();
    },
  };
};
