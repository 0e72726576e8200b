const patienceMs = 1000;

/**
 * Resolves at the first SIGINT or SIGTERM, or when the process that started this one is gone. A signal later than a second after
 * the first ends the process at once; not sooner, since npm passes on a Ctrl-C that the terminal has sent already.
 */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let asked: number | undefined;
    const onSignal = (): void => {
      if (asked !== undefined && Date.now() - asked > patienceMs) process.exit(1);
      asked ??= Date.now();
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.on('disconnect', onSignal);
  });
