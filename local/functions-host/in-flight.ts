/** Counts running work, so that a stop can wait for it. */
export const createInFlight = () => {
  let count = 0;
  const waiting: (() => void)[] = [];

  const leave = (): void => {
    count -= 1;
    if (count === 0) for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    count: () => count,
    track: <T>(work: Promise<T>): Promise<T> => {
      count += 1;
      return work.finally(leave);
    },
    /** True once nothing is running; false if `ms` pass first. */
    idle: (ms: number): Promise<boolean> => {
      if (count === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ms);
        waiting.push(() => {
          clearTimeout(timer);
          resolve(true);
        });
      });
    },
  };
};
