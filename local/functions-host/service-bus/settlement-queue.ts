/** The SDK gives up an answer that was lost with its connection after a minute only: what waits behind it must not. */
const patienceMs = 2000;

/** False when `ms` passed first. */
const within = (ms: number, work: Promise<void>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });

/**
 * Settles one message after the other. The SDK's AMQP library folds settlements that leave in one tick into a single range, and
 * gives a message that is to be abandoned or dead-lettered the outcome of its neighbour. `onLate` is
 * told of an answer that does not come.
 */
export const createSettlementQueue = (onLate: () => void) => {
  let last: Promise<void> = Promise.resolve();

  return {
    /** Rejects as `settle` does; what comes after goes on all the same. */
    add: (settle: () => Promise<void>): Promise<void> => {
      const mine = last.then(settle);
      last = last.then(async () => {
        if (!(await within(patienceMs, mine))) onLate();
      });
      return mine;
    },
    /** Resolves once everything added so far is settled, has failed to, or has kept us waiting for too long. */
    done: (): Promise<void> => last,
  };
};
