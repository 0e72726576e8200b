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
      last = mine.catch(() => {});
      return mine;
    },
    /** Resolves once everything added so far is settled or has failed to. */
    done: (): Promise<void> => last,
  };
};
