const patienceMs = 1000;

const lookAtParentMs = 500;

/**
 * npm passes a SIGTERM to nobody: it dies, and what it ran lives on. Only of npm, since a process that a script leaves in the background
 * is meant to outlive it.
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
 * Resolves at the first SIGINT or SIGTERM, or when what started this process is gone: a parent with a channel to it, or npm. A signal later
 * than a second after the first ends the process at once; not sooner, since npm passes on a Ctrl-C that the terminal has sent already.
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
