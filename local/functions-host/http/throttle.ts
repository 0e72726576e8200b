/** Runs at most `maxConcurrent` at once. Undefined if `maxOutstanding` already wait or run. */
export const createThrottle = (maxConcurrent = Number.POSITIVE_INFINITY, maxOutstanding = Number.POSITIVE_INFINITY) => {
  const waiting: (() => void)[] = [];
  let running = 0;

  const turn = async (): Promise<void> => {
    if (running < maxConcurrent) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };

  /** Hands the turn to the longest waiter, so `running` does not change. */
  const done = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return (work: () => Promise<void>): Promise<void> | undefined => {
    if (running + waiting.length >= maxOutstanding) return undefined;
    return turn().then(work).finally(done);
  };
};
