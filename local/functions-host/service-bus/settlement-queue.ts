/** The SDK waits a minute for an answer that was lost with its connection. This is our limit. */
const patienceMs = 2000;

/** False if `ms` pass first. */
const finishesWithin = (ms: number, work: Promise<void>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });

/**
 * Settles messages one by one: the SDK's AMQP library merges settlements of the same tick and gives
 * an abandoned message the outcome of its neighbour. Calls `onLate` if an answer does not come.
 */
export const createSettlementQueue = (onLate: () => void) => {
  let last: Promise<void> = Promise.resolve();

  return {
    /** Rejects as `settle` does. Later settlements go on. */
    add: (settle: () => Promise<void>): Promise<void> => {
      const mine = last.then(settle);
      last = last.then(async () => {
        if (!(await finishesWithin(patienceMs, mine))) onLate();
      });
      return mine;
    },
    /** Resolves once everything added so far is settled, has failed or is late. */
    done: (): Promise<void> => last,
  };
};
