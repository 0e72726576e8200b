type Waiting = { weight: number; begin: () => void };

/**
 * Runs work while the weights fit into `total`, first come, first served, so that light work never
 * starves heavy work. Work heavier than `total` runs by itself.
 */
export const createBudget = (total: number) => {
  let free = total;
  const waiting: Waiting[] = [];

  const beginNext = (): void => {
    for (let next = waiting[0]; next && next.weight <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.weight;
      next.begin();
    }
  };

  return {
    run: async <T>(weight: number, work: () => Promise<T>): Promise<T> => {
      const taken = Math.min(weight, total);
      await new Promise<void>((begin) => {
        waiting.push({ weight: taken, begin });
        beginNext();
      });
      try {
        return await work();
      } finally {
        free += taken;
        beginNext();
      }
    },
  };
};
