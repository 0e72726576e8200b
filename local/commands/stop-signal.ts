const patienceMs = 1000;

const lookAtParentMs = 500;

/**
 * Watches the parent process if that is npm. npm dies of a SIGTERM without passing it on, and what
 * it ran would live on. Other parents may leave a process in the background on purpose.
 */
const onParentGone = (gone: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, lookAtParentMs);
  timer.unref();
};

/**
 * Resolves at the first SIGINT or SIGTERM, or when the parent (npm, or one with an IPC channel) is
 * gone. A second signal ends the process at once, but only a second after the first: npm passes on
 * a Ctrl-C that the terminal has sent to this process already.
 */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let asked: number | undefined;
    const stop = (): void => {
      asked ??= Date.now();
      resolve();
    };
    const onSignal = (): void => {
      if (asked !== undefined && Date.now() - asked > patienceMs) process.exit(1);
      stop();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.on('disconnect', stop);
    onParentGone(stop);
  });
