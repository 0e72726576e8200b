/** A wait that `ring` ends early. If nobody is waiting, a ring ends the next wait at once. */
export const createAlarm = () => {
  let rung = false;
  let wake: (() => void) | undefined;

  return {
    ring: (): void => {
      rung = true;
      wake?.();
    },
    wait: async (ms: number): Promise<void> => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      rung = false;
    },
  };
};
