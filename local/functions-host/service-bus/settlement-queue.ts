/** An answer that was lost with its connection is given up by the SDK after a minute only: what waits behind it must not. */
const patienceMs = 1000;

const atMost = (ms: number, work: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });

/**
 * Settles one message after the other. The SDK's AMQP library folds settlements that leave in one tick into a single range, and
 * gives a message that is to be abandoned or dead-lettered the outcome of its neighbour.
 */
export const createSettlementQueue = () => {
  let last: Promise<void> = Promise.resolve();

  return {
    /** Rejects as `settle` does; what comes after goes on all the same. */
    add: (settle: () => Promise<void>): Promise<void> => {
      const mine = last.then(settle);
      last = last.then(() => atMost(patienceMs, mine));
      return mine;
    },
    /** Resolves once everything added so far is settled, has failed to, or has kept us waiting for too long. */
    done: (): Promise<void> => last,
  };
};
