/** Waits that a ring ends early. A ring that nobody waits for ends the next wait at once. */
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
